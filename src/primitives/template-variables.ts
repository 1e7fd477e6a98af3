/** `weather://city/{city}` gives `{ city: string }`; a reserved expansion `{+path}` gives `path`. */
export type TemplateVariables<Uri extends string> = string extends Uri
  ? Readonly<Record<string, string>>
  : { readonly [V in VariableNames<Uri>]: string }

/** `Uri` where it is a template that can be matched, else words that say what to write. */
export type CheckedTemplate<Uri extends string> = string extends Uri
  ? Uri
  : [Expressions<Uri>] extends [never]
    ? 'A template has a variable, such as {id}. Use server.resource for a fixed URI'
    : [Extract<Expressions<Uri>, Unsupported>] extends [never]
      ? Uri
      : 'A template has variables {name}, and {+name} that takes slashes as well; nothing else of RFC 6570'

type VariableNames<Uri extends string> = Bare<Expressions<Uri>>

type Bare<Expression extends string> = Expression extends `+${infer Reserved}` ? Reserved : Expression

type Expressions<Uri extends string> = Uri extends `${string}{${infer Inner}}${infer Rest}`
  ? Inner | Expressions<Rest>
  : never

/** Operators, modifiers and lists (RFC 6570, section 2). */
type Unsupported = '' | `${'#' | '.' | '/' | ';' | '?' | '&'}${string}` | `${string}${',' | '*' | ':'}${string}`
