import { InputRequired } from '../../../call.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { Question } from '../../conversation.ts'
import { digestOf, type GivenAnswer, type RoundState } from './request-state.ts'

/** The questions of one call, over its rounds: which are answered, which go out with this round. */
export class Rounds {
  readonly #responses: JsonObject
  readonly #open = new Map<string, { readonly digest: string; readonly request: JsonObject }>()
  readonly #answers: Record<string, GivenAnswer> = Object.create(null)
  #state: RoundState = { answers: {}, asked: {} }
  #count = 0

  constructor(responses: Json | undefined) {
    this.#responses = isJsonObject(responses) ? responses : {}
  }

  resume(state: RoundState): void {
    this.#state = state
  }

  async ask<T>(question: Question, accept: (answer: JsonObject) => T | undefined | Promise<T | undefined>): Promise<T> {
    const { method, params } = question
    const key = question.key ?? `${method.slice(method.lastIndexOf('/') + 1)}_${++this.#count}`
    // An elicitation id is new on each run; the question is the same.
    const digest = digestOf([method, { ...params, elicitationId: undefined }])
    const answer = this.#answerTo(key, digest)
    const accepted = answer && (await accept(answer))
    if (answer !== undefined && accepted !== undefined) {
      this.#answers[key] = { digest, answer }
      return accepted
    }
    this.#open.set(key, { digest, request: { method, params } })
    // Whoever asks several questions at once gets all of them into one round.
    await new Promise(resolve => setImmediate(resolve))
    throw new InputRequired()
  }

  /** The questions that go out now; undefined where none do. */
  get open(): JsonObject | undefined {
    if (this.#open.size === 0) return undefined
    return Object.fromEntries([...this.#open].map(([key, { request }]) => [key, request]))
  }

  get state(): RoundState {
    const asked = [...this.#open].map(([key, { digest }]) => [key, digest])
    return { answers: { ...this.#state.answers, ...this.#answers }, asked: Object.fromEntries(asked) }
  }

  /** An answer counts only for the question it was given to. */
  #answerTo(key: string, digest: string): JsonObject | undefined {
    const asked = Object.hasOwn(this.#state.asked, key) ? this.#state.asked[key] : undefined
    const response = Object.hasOwn(this.#responses, key) ? this.#responses[key] : undefined
    if (isJsonObject(response) && (asked === undefined || asked === digest)) return response
    const earlier = Object.hasOwn(this.#state.answers, key) ? this.#state.answers[key] : undefined
    return earlier?.digest === digest && isJsonObject(earlier.answer) ? earlier.answer : undefined
  }
}
