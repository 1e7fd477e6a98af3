import { DefinitionError } from '../errors.ts'
import type { CompiledPrompt } from './compile-prompt.ts'
import type { CompiledResource, CompiledTemplate } from './compile-resource.ts'
import type { CompiledTool } from './compile-tool.ts'

export type ListKind = 'tools' | 'prompts' | 'resources'

/** What a server offers, by name, in the order of registration. */
export class Registry {
  readonly tools = new Map<string, CompiledTool>()
  readonly prompts = new Map<string, CompiledPrompt>()
  readonly resources = new Map<string, CompiledResource>()
  readonly templates = new Map<string, CompiledTemplate>()
  readonly #listeners: ((kind: ListKind) => void)[] = []

  addTool(tool: CompiledTool): void {
    this.#add(this.tools, 'tool', tool.name, tool, 'tools')
  }

  addPrompt(prompt: CompiledPrompt): void {
    this.#add(this.prompts, 'prompt', prompt.name, prompt, 'prompts')
  }

  addResource(resource: CompiledResource): void {
    this.#add(this.resources, 'resource', resource.uri, resource, 'resources')
  }

  addTemplate(template: CompiledTemplate): void {
    this.#add(this.templates, 'template', template.uriTemplate, template, 'resources')
  }

  /** Tells of every later change of a list. */
  onChange(listener: (kind: ListKind) => void): void {
    this.#listeners.push(listener)
  }

  #add<T>(map: Map<string, T>, kind: string, name: string, item: T, list: ListKind): void {
    if (map.has(name))
      throw new DefinitionError(`${kind} "${name}" is defined already. Names are unique within a server.`)
    map.set(name, item)
    for (const listener of this.#listeners) listener(list)
  }
}
