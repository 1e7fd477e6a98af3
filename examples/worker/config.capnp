using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [ (name = "shop", worker = .shop) ],
  sockets = [ (name = "http", address = "127.0.0.1:3000", http = (), service = "shop") ],
);

const shop :Workerd.Worker = (
  modules = [ (name = "app", esModule = embed "out/app.js") ],
  bindings = [ (name = "API_TOKEN", fromEnvironment = "API_TOKEN") ],
  compatibilityDate = "2026-11-01",
);
