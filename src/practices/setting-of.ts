/** How a practice is called where it is set, in `lintel.yaml` and in definitions. */
export function settingOf(practice: string): string {
  return { observe: 'record', authorize: 'scopes', remember: 'cache', guard: 'downstream' }[practice] ?? practice
}
