import { DefinitionError } from '../errors.ts'
import { noteRefusals } from './note-refusals.ts'
import { applies, order, type PracticeName } from './order.ts'
import type { Compose, Handler, Practice, PracticedMethod } from './practice.ts'
import type { PracticeSettings } from './settings.ts'

/** A practice of an author's own, and where it stands in the order. */
export interface AddedPractice extends Practice {
  readonly place: { readonly before: PracticeName } | { readonly after: PracticeName }
}

/** The engine: chains are put together once for each subject, from the innermost to the outermost. */
export function makeCompose(known: readonly Practice[], added: readonly AddedPractice[]): Compose {
  return function compose(subject, run) {
    const chain = inOrder(known, added).filter(
      ({ name }) => !order.some(row => row.practice === name) || applies(name as PracticeName, subject.method),
    )
    let handle = run
    for (const practice of chain.toReversed()) {
      const wrapped = practice.wrap(subject, handle)
      if (wrapped) handle = 'place' in practice ? noteRefusals(practice.name, wrapped) : wrapped
    }
    return {
      handle,
      practices: () => chain.map(practice => ({ name: practice.name, ...practice.describe(subject) })),
      showSchemas: schemas =>
        chain.reduce((shown, practice) => practice.extendSchemas?.(subject, shown) ?? shown, schemas),
    }
  }
}

/** Chains around methods that are no single definition's, such as lists: one for each, kept from the first call on. */
export function makeAround(
  compose: Compose,
  settings: PracticeSettings,
): (method: PracticedMethod, run: Handler) => Handler {
  const chains = new Map<PracticedMethod, Handler>()
  return (method, run) => {
    let handle = chains.get(method)
    if (!handle) {
      handle = compose({ method, name: method, settings, readOnly: true, idempotent: true }, run).handle
      chains.set(method, handle)
    }
    return handle
  }
}

function inOrder(known: readonly Practice[], added: readonly AddedPractice[]): readonly Practice[] {
  return order.flatMap(({ practice }) => [
    ...added.filter(({ place }) => 'before' in place && place.before === practice),
    ...known.filter(({ name }) => name === practice),
    ...added.filter(({ place }) => 'after' in place && place.after === practice),
  ])
}

/** Refuses an author's practice that has no name of its own or no place. */
export function checkAdded(practice: AddedPractice, others: readonly AddedPractice[]): void {
  for (const member of ['wrap', 'describe'] as const)
    if (typeof practice[member] !== 'function')
      throw new DefinitionError(`practice "${practice.name}" needs a function ${member}.`)
  const names = order.map(row => row.practice)
  if (typeof practice.name !== 'string' || practice.name === '')
    throw new DefinitionError('A practice needs a name: server.practice({ name: "quota", ... }).')
  if ((names as readonly string[]).includes(practice.name) || others.some(({ name }) => name === practice.name))
    throw new DefinitionError(`practice "${practice.name}" is there already. Practices have names of their own.`)
  const at = practice.place && ('before' in practice.place ? practice.place.before : practice.place.after)
  if (!names.includes(at))
    throw new DefinitionError(
      `practice "${practice.name}": place it before or after one of ${names.join(', ')}: place: { after: "limit" }.`,
    )
}
