/** What to do where the port could not be had; undefined where the reason is another one. */
export function explainListenFailure(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): string | undefined {
  const change = 'with --port, LINTEL_PORT, or listen.port in lintel.yaml'
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} on ${host} is taken by another process, perhaps a Lintel that still runs.\n` +
        `Stop that one, or choose another port ${change} (0 takes a free one).`
      )
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose one above 1023 ${change}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine. Correct it with --host, LINTEL_HOST, or listen.host in lintel.yaml.`
    default:
      return undefined
  }
}
