import { checkMembers } from '../check-members.ts'
import { DefinitionError } from '../errors.ts'
import { checkSettings } from '../practices/check-settings.ts'
import { everyPractice } from '../practices/every-practice.ts'
import type { Compose } from '../practices/practice.ts'
import { mergeSettings, type PracticeSettings, practiceMembers } from '../practices/settings.ts'
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
import type { GroupSettings, ToolDefinition, ToolSettings } from './tool.ts'

export interface Definer {
  readonly registry: Registry
  readonly compose: Compose
  /** What the operator says of single tools, by name. */
  readonly overrides: Readonly<Record<string, PracticeSettings>>
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
    if (prefix !== '') return
    checkInherited('practices', settings, practiceMembers)
    for (const [name, said] of Object.entries(definer.overrides))
      checkInherited(`overrides: tool "${name}"`, said, practiceMembers)
  }

  get notify(): Notifier {
    return this.#definer.notify
  }

  tool<In = undefined, Out extends Returning = Schema>(name: string, definition: ToolDefinition<In, Out>): this {
    const { registry, logger, compose, overrides } = this.#definer
    const full = this.#prefix + name
    registry.addTool(
      compileTool(full, definition as unknown as ToolDefinition<Schema | undefined>, this.#settings, {
        logger,
        compose,
        overriding: Object.hasOwn(overrides, full) ? overrides[full] : undefined,
      }),
    )
    this.#advise('tool', full)
    return this
  }

  resource(uri: string, definition: ResourceDefinition): this {
    this.#definer.registry.addResource(compileResource(uri, definition, this.#settings, this.#definer))
    return this
  }

  template<Uri extends string>(uriTemplate: CheckedTemplate<Uri>, definition: TemplateDefinition<Uri>): this {
    this.#definer.registry.addTemplate(compileTemplate(uriTemplate as Uri, definition, this.#settings, this.#definer))
    return this
  }

  prompt<Args = undefined>(name: string, definition: PromptDefinition<Args>): this {
    const full = this.#prefix + name
    this.#definer.registry.addPrompt(
      compilePrompt(full, definition as unknown as PromptDefinition<Schema | undefined>, this.#settings, this.#definer),
    )
    this.#advise('prompt', full)
    return this
  }

  group(prefix: string, settings: GroupSettings, define: (group: Definitions) => void): this {
    if (prefix === '')
      throw new DefinitionError('A group needs a prefix: server.group("repo", {}, group => ...) defines repo_*.')
    const owner = `group "${this.#prefix}${prefix}"`
    checkInherited(owner, settings, groupMembers)
    const { practices, ...own } = settings
    const said = mergeSettings(everyPractice(practices === undefined ? {} : { mode: practices }, owner), own)
    define(new Definition(this.#definer, `${this.#prefix}${prefix}_`, {
      ...this.#settings,
      ...own,
      ...mergeSettings(this.#settings, said),
    }))
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

const groupMembers: readonly string[] = [
  'practices',
  'readOnly',
  'destructive',
  'idempotent',
  'openWorld',
  ...practiceMembers,
]

function checkInherited(owner: string, settings: PracticeSettings, members: readonly string[]): void {
  checkMembers(owner, settings, members)
  checkSettings(owner, settings)
}
