/** Claims about the type of a value, for the compiler: `typeOf(city).is<string>()` is an error where it is another type. */
export function typeOf<Actual>(_value: Actual): Claims<Actual> {
  return { is: () => {} }
}

interface Claims<Actual> {
  is<Expected>(...proof: Same<Actual, Expected> extends true ? [] : [nothing: 'The types differ']): void
}

/** Neither wider nor narrower, `readonly`, `?` and `any` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
