import type { PromptDefinition } from './prompt.ts'
import type { ResourceDefinition, TemplateDefinition } from './resource.ts'
import type { Returning } from './returned.ts'
import type { Schema } from './schema.ts'
import type { CheckedTemplate } from './template-variables.ts'
import type { GroupSettings, ToolDefinition } from './tool.ts'

/** Where primitives are defined: a server, or a group within it. Each method refuses a wrong definition by throwing DefinitionError. */
export interface Definitions {
  tool<In = undefined, Out extends Returning = Schema>(name: string, definition: ToolDefinition<In, Out>): this
  resource(uri: string, definition: ResourceDefinition): this
  template<Uri extends string>(uriTemplate: CheckedTemplate<Uri>, definition: TemplateDefinition<Uri>): this
  prompt<Args = undefined>(name: string, definition: PromptDefinition<Args>): this
  /** Defines under `prefix_`, with settings that what is inside inherits. Groups nest. */
  group(prefix: string, settings: GroupSettings, define: (group: Definitions) => void): this
  /** Adds a toolkit: a set of tools, resources and prompts made elsewhere. */
  use(toolkit: Toolkit): this
  readonly notify: Notifier
}

/** Tells clients that asked to know (`list_changed`, `resources/updated`). Lists tell of their own changes. */
export interface Notifier {
  toolsChanged(): void
  promptsChanged(): void
  resourcesChanged(): void
  resourceUpdated(uri: string): void
}

/** A set of primitives with something behind it to open and close. */
export interface Toolkit {
  readonly name: string
  /** Text for the agent on how to use the tools together; becomes part of the server's instructions. */
  readonly instructions?: string
  register(target: Definitions): void
  /** Opens what the tools need; the server does not listen before it resolves. `signal` aborts when the server is closed meanwhile. */
  open?(signal: AbortSignal): Promise<void>
  /** Closes it, opened or not. What rejects is logged, the other toolkits are closed, and `server.close()` rejects with it. */
  close?(): Promise<void>
  /** What a client's subscription to a resource starts and ends, where the toolkit watches something. */
  readonly watch?: ResourceWatch
}

export interface ResourceWatch {
  /** The first subscription to `uri` arrived: watch it, and call `notify.resourceUpdated(uri)` on change. */
  start(uri: string): void
  /** The last one left. */
  stop(uri: string): void
}
