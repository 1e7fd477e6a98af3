/** Words that, as the last word of a key, say that its value is a secret: `apiKey`, `DB_PASSWORD`, `client-secret`. */
const secretWords = new Set([
  'token',
  'password',
  'passwords',
  'pass',
  'passwd',
  'passphrase',
  'passphrases',
  'pin',
  'pwd',
  'secret',
  'secrets',
  'key',
  'apikey',
  'apikeys',
  'credential',
  'credentials',
  'authorization',
  'cookie',
  'cookies',
  'jwt',
  'otp',
  'bearer',
  'cvv',
  'cvc',
])

/** The same where nothing divides the words: `PGPASSWORD`, `accesstoken`, `privatekey`. */
const secretEnds =
  /(?:password|passwd|passphrase|secret|credentials?|accesstoken|refreshtoken|authtoken|apitoken|idtoken|sessiontoken|bearertoken|(?:api|access|account|private|secret|signing|encryption|master|license)keys?)$/

/** What follows a word such as `password` without making it something else: `passwordHash`, `secret_value`, `password1`. */
const followers = new Set(['value', 'hash', 'confirmation', 'confirm', 'text', 'plain', 'string', 'again', 'repeat'])

/** Keys that end in such a word and hold something public, or a mere handle. */
const publicKeys = new Set([
  'progresstoken',
  'publickey',
  'idempotencykey',
  'primarykey',
  'foreignkey',
  'sortkey',
  'partitionkey',
  'cachekey',
])

/** Where a list goes on: whoever reads it has to send it back. */
const pageToken = /(?:page|continuation|continue|cursor|next|sync|progress)token$/

/** Whether what stands under this key has to be masked. */
export function isSecretKey(key: string): boolean {
  const words = wordsOf(key)
  while (words.length > 1 && isFollower(words.at(-1) as string)) words.pop()
  const last = words.at(-1)
  const joined = words.join('')
  if (last === undefined || publicKeys.has(joined) || pageToken.test(joined)) return false
  return secretWords.has(last) || secretEnds.test(last) || isOneOfMany(words)
}

/** `apiKeys` are secrets; `keys` and `tokens` alone are lists and counts of all kinds. */
function isOneOfMany(words: readonly string[]): boolean {
  return words.length > 1 && /^(?:api|access|private|secret)(?:keys|tokens)$/.test(words.slice(-2).join(''))
}

/** Lower case, without what counts its like: `password2`. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(word => word.replace(/(?<=[a-z])\d{1,3}$/, ''))
    .filter(word => word !== '')
}

function isFollower(word: string): boolean {
  return followers.has(word) || /^\d+$/.test(word)
}
