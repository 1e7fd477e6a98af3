import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { resolvePointer } from '../../profiles/expand-references.ts'

/** Steps that the search for the members of one object takes: references may lead in a circle, and unions multiply. */
const maxSteps = 1000

/** Finds what the references of one schema lead to, and counts the steps on the way. */
export class Reading {
  readonly #root: JsonObject
  /** An identifier within the schema changes what references mean; then none is followed. */
  readonly #isMoved: boolean
  #steps = 0

  constructor(root: JsonObject) {
    this.#root = root
    this.#isMoved = Object.values(root).some(holdsIdentifier)
  }

  /** Undefined where it leads out of the schema, or nowhere. */
  resolve(reference: string): JsonObject | undefined {
    return this.#isMoved ? undefined : resolvePointer(this.#root, reference)
  }

  /** Begins with the next object. */
  begin(): void {
    this.#steps = 0
  }

  /** False once there were too many. */
  step(): boolean {
    return ++this.#steps <= maxSteps
  }

  get isOver(): boolean {
    return this.#steps > maxSteps
  }
}

function holdsIdentifier(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsIdentifier)
  return isJsonObject(value) && (typeof value.$id === 'string' || Object.values(value).some(holdsIdentifier))
}
