import { DefinitionError } from '../errors.ts'
import type { Logger } from '../telemetry/logger.ts'
import { compilePrompt } from './compile-prompt.ts'
import { compileResource, compileTemplate } from './compile-resource.ts'
import { compileTool } from './compile-tool.ts'
import type { Definitions, Notifier, Toolkit } from './definitions.ts'
import { adviseName } from './names.ts'
import type { PromptDefinition } from './prompt.ts'
import type { Registry } from './registry.ts'
import type { ResourceDefinition, TemplateDefinition } from './resource.ts'
import type { Returning } from './returned.ts'
import type { Schema } from './schema.ts'
import type { CheckedTemplate } from './template-variables.ts'
import type { ToolDefinition, ToolSettings } from './tool.ts'

export interface Definer {
  readonly registry: Registry
  readonly notify: Notifier
  readonly logger: Logger
  /** Takes note of a toolkit, to open and close it with the server. */
  readonly adopt: (toolkit: Toolkit) => void
}

/** Puts definitions into the registry, under a prefix and with inherited settings. A group is the same with another prefix. */
export class Definition implements Definitions {
  readonly #definer: Definer
  readonly #prefix: string
  readonly #settings: ToolSettings

  constructor(definer: Definer, prefix = '', settings: ToolSettings = {}) {
    this.#definer = definer
    this.#prefix = prefix
    this.#settings = settings
  }

  get notify(): Notifier {
    return this.#definer.notify
  }

  tool<In = undefined, Out extends Returning = Schema>(name: string, definition: ToolDefinition<In, Out>): this {
    const { registry, logger } = this.#definer
    const full = this.#prefix + name
    registry.addTool(
      compileTool(full, definition as unknown as ToolDefinition<Schema | undefined>, this.#settings, logger),
    )
    this.#advise('tool', full)
    return this
  }

  resource(uri: string, definition: ResourceDefinition): this {
    this.#definer.registry.addResource(compileResource(uri, definition))
    return this
  }

  template<Uri extends string>(uriTemplate: CheckedTemplate<Uri>, definition: TemplateDefinition<Uri>): this {
    this.#definer.registry.addTemplate(compileTemplate(uriTemplate as Uri, definition))
    return this
  }

  prompt<Args = undefined>(name: string, definition: PromptDefinition<Args>): this {
    const full = this.#prefix + name
    this.#definer.registry.addPrompt(compilePrompt(full, definition as unknown as PromptDefinition<Schema | undefined>))
    this.#advise('prompt', full)
    return this
  }

  group(prefix: string, settings: ToolSettings, define: (group: Definitions) => void): this {
    if (prefix === '')
      throw new DefinitionError('A group needs a prefix: server.group("repo", {}, group => ...) defines repo_*.')
    define(new Definition(this.#definer, `${this.#prefix}${prefix}_`, { ...this.#settings, ...settings }))
    return this
  }

  use(toolkit: Toolkit): this {
    if (typeof toolkit?.register !== 'function')
      throw new DefinitionError(
        "use: a toolkit is an object with a name and a register function, such as filesystem({ roots: ['.'] }).",
      )
    this.#definer.adopt(toolkit)
    toolkit.register(this)
    return this
  }

  #advise(kind: 'tool' | 'prompt', name: string): void {
    const advice = adviseName(kind, name)
    if (advice !== undefined) this.#definer.logger.warn('definition.name', { advice })
  }
}
