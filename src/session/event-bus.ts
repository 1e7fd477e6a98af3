/** Something changed that clients may have asked to hear of. */
export type ServerEvent =
  | { readonly kind: 'tools' | 'prompts' | 'resources' }
  | { readonly kind: 'resource'; readonly uri: string }

/** Carries events to every open subscription, here and, with a shared store, on other nodes. It knows nothing of the wire. */
export interface EventBus {
  publish(event: ServerEvent): void
  subscribe(listener: (event: ServerEvent) => void): () => void
}
