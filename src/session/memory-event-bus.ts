import type { EventBus, ServerEvent } from './event-bus.ts'

/** The event bus of a single process. Its listeners are bounded by the subscriptions and sessions that add them. */
export class MemoryEventBus implements EventBus {
  readonly #listeners = new Set<(event: ServerEvent) => void>()

  publish(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
