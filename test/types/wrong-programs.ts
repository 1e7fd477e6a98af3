/** A program that is wrong in the line marked `✗`, and what the compiler says there. */
export interface WrongProgram {
  readonly says: RegExp
  readonly program: string
}

export const wrongPrograms: Readonly<Record<string, WrongProgram>> = {
  'a setting of a tool misspelt': {
    says: /'readonly' does not exist.*Did you mean to write 'readOnly'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        readonly: true, // ✗
        run: () => 'Oslo',
      })`,
  },
  'a setting of a tool of the wrong type': {
    says: /Type 'string' is not assignable to type 'boolean/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        readOnly: 'yes', // ✗
        run: () => 'Oslo',
      })`,
  },
  'no description': {
    says: /Property 'description' is missing/,
    program: `
      server.tool('get_city', { // ✗
        readOnly: true,
        run: () => 'Oslo',
      })`,
  },
  'no run': {
    says: /Property 'run' is missing/,
    program: `
      server.tool('get_city', { // ✗
        description: 'A city.',
        input: z.object({ id: z.string() }),
      })`,
  },
  'an argument that is not there': {
    says: /Property 'town' does not exist on type '{ city: string; }'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        input: z.object({ city: z.string() }),
        run: ({
          town, // ✗
        }) => town,
      })`,
  },
  'an argument where there is no input': {
    says: /Property 'city' does not exist on type 'NoArguments'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        run: ({
          city, // ✗
        }) => city,
      })`,
  },
  'an argument used as another type': {
    says: /Property 'toFixed' does not exist on type 'string'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        input: z.object({ city: z.string() }),
        run: ({ city }) =>
          city.toFixed(2), // ✗
      })`,
  },
  'input that is raw JSON Schema': {
    says: /A schema is z\.object\({\.\.\.}\), or jsonSchema\({\.\.\.}\) around raw JSON Schema/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        input: { type: 'object', properties: { city: { type: 'string' } } }, // ✗
        run: ({ city }) => city,
      })`,
  },
  'input that is a shape without z.object': {
    says: /A schema is z\.object\({\.\.\.}\)/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        input: { city: z.string() }, // ✗
        run: ({ city }) => city,
      })`,
  },
  'input that is no object': {
    says: /Arguments have names: z\.object\({ name: \.\.\. }\)/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        input: z.string(), // ✗
        run: city => city,
      })`,
  },
  'input of a library that writes no JSON Schema': {
    says: /This schema has no JSON Schema to show to clients\. Use zod 4\.2 or newer/,
    program: `
      declare const foreign: {
        '~standard': {
          version: 1
          vendor: string
          types?: { input: { id: string }; output: { id: string } }
          validate: (value: unknown) => { value: { id: string } }
        }
      }
      server.tool('get_city', {
        description: 'A city.',
        input: foreign, // ✗
        run: ({ id }) => id,
      })`,
  },
  'output that is raw JSON Schema': {
    says: /A schema is z\.object\({\.\.\.}\), or jsonSchema\({\.\.\.}\) around raw JSON Schema/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: { type: 'object' }, // ✗
        run: () => ({ city: 'Oslo' }),
      })`,
  },
  'output that is no schema at all': {
    says: /Type '"text"' is not assignable to type '"A schema is /,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: 'text', // ✗
        run: () => 'Oslo',
      })`,
  },
  'a result with a member of the wrong type': {
    says: /Type 'string' is not assignable to type 'number'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: z.object({ name: z.string(), people: z.number() }),
        run: () => ({
          name: 'Oslo',
          people: 'many', // ✗
        }),
      })`,
  },
  'a result with a word that output does not have': {
    says: /Type '"K"' is not assignable to type '"C" \| "F"'/,
    program: `
      server.tool('get_weather', {
        description: 'Weather.',
        input: z.object({ city: z.string() }),
        output: z.object({ days: z.array(z.object({ unit: z.enum(['C', 'F']) })) }),
        run: ({ city }) => ({
          days: [
            { unit: 'C' },
            { unit: 'K' }, // ✗
          ],
        }),
      })`,
  },
  'a result without a member that output needs': {
    says: /Property 'people' is missing in type '{ name: "?\w+"?; }'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: z.object({ name: z.string(), people: z.number() }),
        run: () => ({ name: 'Oslo' }), // ✗
      })`,
  },
  'a promise of the wrong result': {
    says: /Types of property 'people' are incompatible\.\s+Type 'string' is not assignable to type 'number'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: z.object({ people: z.number() }),
        run: async () => ({ people: 'many' }), // ✗
      })`,
  },
  // The compiler compares functions with a body as a whole: the line is that of the function, not of its return.
  'a function whose body returns the wrong result': {
    says: /Types of property 'people' are incompatible\.\s+Type 'string' is not assignable to type 'number'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: z.object({ people: z.number() }),
        run: async () => { // ✗
          return { people: 'many' }
        },
      })`,
  },
  'result() with the wrong structure': {
    says: /Type 'string' is not assignable to type 'number'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        output: z.object({ people: z.number() }),
        run: () => result({ structured: { people: 'many' } }), // ✗
      })`,
  },
  'a member of the call that is not there': {
    says: /Property 'user' does not exist on type 'Call'/,
    program: `
      server.tool('get_city', {
        description: 'A city.',
        run: (_args, call) =>
          call.user, // ✗
      })`,
  },
  'a variable that the template does not have': {
    says: /Property 'town' does not exist on type '{ readonly city: string; }'/,
    program: `
      server.template('weather://city/{city}', {
        read: ({
          town, // ✗
        }) => town,
      })`,
  },
  'a completer for a variable that the template does not have': {
    says: /'town' does not exist in type '.*city/,
    program: `
      server.template('weather://city/{city}', {
        complete: {
          town: () => ['Oslo'], // ✗
        },
        read: ({ city }) => city,
      })`,
  },
  'a completer that gives no texts': {
    says: /Type 'number' is not assignable to type 'string'/,
    program: `
      server.template('weather://city/{city}', {
        complete: {
          city: () => [1, 2], // ✗
        },
        read: ({ city }) => city,
      })`,
  },
  'a template without a variable': {
    says: /A template has a variable, such as {id}\. Use server\.resource for a fixed URI/,
    program: `
      server.template(
        'config://app', // ✗
        { read: () => 'text' },
      )`,
  },
  'a template with an expression that is not supported': {
    says: /A template has variables {name}, and {\+name} that takes slashes as well/,
    program: `
      server.template(
        'search://all{?query}', // ✗
        { read: () => 'text' },
      )`,
  },
  'a resource that reads nothing that can be sent': {
    says: /Type 'number' is not assignable to type/,
    program: `
      server.resource('config://app', {
        read: () => 5, // ✗
      })`,
  },
  'a setting of a resource misspelt': {
    says: /'mimetype' does not exist.*Did you mean to write 'mimeType'/,
    program: `
      server.resource('config://app', {
        mimetype: 'text/plain', // ✗
        read: () => 'text',
      })`,
  },
  'a cache hint for nobody': {
    says: /Type '"everyone"' is not assignable to type '"private" \| "public"'|'"public" \| "private"'/,
    program: `
      server.resource('config://app', {
        cache: { ttlMs: 1000, scope: 'everyone' }, // ✗
        read: () => 'text',
      })`,
  },
  'an argument that a prompt does not have': {
    says: /Property 'lang' does not exist on type '{ language: string; }'/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        arguments: z.object({ language: z.string() }),
        build: ({
          lang, // ✗
        }) => lang,
      })`,
  },
  'an argument of a prompt that no string is': {
    says: /Prompts get their arguments as strings: take z\.string\(\), z\.enum\(\[\.\.\.\]\) or z\.coerce/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        arguments: z.object({ language: z.string(), depth: z.number() }), // ✗
        build: ({ language }) => language,
      })`,
  },
  'arguments of a prompt without z.object': {
    says: /A schema is z\.object\({\.\.\.}\)/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        arguments: { language: z.string() }, // ✗
        build: () => 'text',
      })`,
  },
  'an argument where the prompt has none': {
    says: /Property 'language' does not exist on type 'NoArguments'/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        build: ({
          language, // ✗
        }) => language,
      })`,
  },
  'a completer for an argument that the prompt does not have': {
    says: /'lang' does not exist in type '.*language/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        arguments: z.object({ language: z.string() }),
        complete: {
          lang: () => ['ts'], // ✗
        },
        build: ({ language }) => language,
      })`,
  },
  'a completer where the prompt has no arguments': {
    says: /This prompt has no arguments to complete/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        complete: { language: () => ['ts'] }, // ✗
        build: () => 'text',
      })`,
  },
  'a message that is a bare text': {
    says: /Type 'string' is not assignable to type 'ContentBlock'/,
    program: `
      server.prompt('review', {
        description: 'A review.',
        build: () => [
          { role: 'user', content: 'Review this.' }, // ✗
        ],
      })`,
  },
  'a setting of a group misspelt': {
    says: /'readonly' does not exist in type 'GroupSettings'\. Did you mean to write 'readOnly'/,
    program: `
      server.group(
        'repo',
        { readonly: true }, // ✗
        group => group.tool('read', { description: 'Reads.', run: () => 'text' }),
      )`,
  },
  'a method that a group does not have': {
    says: /Property 'listen' does not exist on type 'Definitions'/,
    program: `
      server.group('repo', {}, group => {
        group.listen() // ✗
      })`,
  },
  'a toolkit without a name': {
    says: /Property 'name' is missing in type .* but required in type 'Toolkit'/,
    program: `
      server.use({ register: () => {} }) // ✗`,
  },
  'a toolkit that is a function': {
    says: /missing the following properties from type 'Toolkit': .*register|not assignable to parameter of type 'Toolkit'/,
    program: `
      server.use(() => {}) // ✗`,
  },
  'a server without a version': {
    says: /Property 'version' is missing/,
    program: `
      createServer({ name: 'office' }) // ✗`,
  },
  'a member of the server misspelt': {
    says: /'instruction' does not exist.*Did you mean to write 'instructions'/,
    program: `
      createServer({
        name: 'office',
        version: '1.0.0',
        instruction: 'Ask.', // ✗
      })`,
  },
  'scopes that are one text': {
    says: /Type 'string' is not assignable to type 'readonly string\[\]'/,
    program: `
      server.handler({
        principal: () => ({ id: 'ada', scopes: 'read write' }), // ✗
      })`,
  },
  'a principal without an id': {
    says: /Property 'id' is missing/,
    program: `
      server.fetchHandler({
        principal: () => ({ scopes: ['read'] }), // ✗
      })`,
  },
  'a member of the mount misspelt': {
    says: /'allowedHost' does not exist.*Did you mean to write 'allowedHosts'/,
    program: `
      server.handler({
        allowedHost: ['api.example'], // ✗
      })`,
  },
  'an answer of the person that the question did not ask for': {
    says: /Property 'size' does not exist on type '{ count: number; }'/,
    program: `
      server.tool('ask', {
        description: 'Asks.',
        run: async (_args, call) => {
          const { content } = await call.elicit({ message: 'How many?', schema: z.object({ count: z.int() }) })
          return content?.size // ✗
        },
      })`,
  },
}
