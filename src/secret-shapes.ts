import { isCardNumber, maskCards } from './card-numbers.ts'
import { maskAssignments } from './secret-assignments.ts'

/** What stands where a secret stood. */
export const mask = '••••••'

/** Values that are secrets by their own look, wherever they stand. Groups 1 and 2 are kept, around the mask.
 * Repetitions have bounds where another start could follow: masking stays linear in the text. */
const secretValues: readonly RegExp[] = [
  // PEM private keys (RFC 7468), whole, or cut off at the end of the text.
  /(-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(-----END (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // Authorization header values (RFC 6750, RFC 7617).
  // Words of a sentence after them have no digit, and no capital but the first.
  /\b((?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken|TOKEN)[ \t]+)(?=.[a-z\-._~+/]{0,64}[A-Z0-9=])[A-Za-z0-9\-._~+/]{8,}=*()/g,
  // JSON Web Tokens (RFC 7519) and encrypted ones: base64url of '{"'. Not within a longer word, or each part would be one more start.
  /()(?<![\w-])eyJ[A-Za-z0-9_-]{6,8192}(?:\.[A-Za-z0-9_-]*){2,4}()/g,
  // user:password@ in a URL (RFC 3986, section 3.2.1), also where what had to be encoded is not; a port is none.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#]{0,256}:)(?!\d{1,5}(?:[/?#\s]|$))[^\s@]{1,1024}(?:@[^\s@/?#]{1,256})?(@)/gi,
  // A token in the place of the user.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s:/?#@]{12,256}(@)/gi,
  // Query parameters of URLs.
  /([?&#](?:access_token|refresh_token|id_token|token|api_?key|secret|client_secret|password|code|sig|signature|auth|x-amz-signature|x-goog-signature)=)[^&\s"'#]+()/gi,
  /([?&#]key=)[^&\s"'#]{12,}()/gi,
  // GitHub, GitLab, Slack, npm, PyPI, Hugging Face.
  /()\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|hf_[A-Za-z0-9]{30,})()/g,
  // OpenAI, Anthropic and Stripe; Google; AWS access key ids; SendGrid; DigitalOcean; Shopify.
  /()\b(?:sk-[\w-]{16,}|(?:sk|rk|pk|whsec)_(?:live|test)_\w{10,}|whsec_\w{16,}|AIza[\w-]{35}|(?:AKIA|ASIA)[A-Z0-9]{16}|SG\.[\w-]{16,}\.[\w-]{16,}|do[opr]_v1_[a-f0-9]{40,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,})()/g,
]

/** The text with every secret in it that shows by its look replaced by the mask. */
export function maskSecrets(text: string): string {
  let masked = text
  for (const shape of secretValues) masked = masked.replace(shape, `$1${mask}$2`)
  return maskCards(maskAssignments(masked, mask), mask)
}

/** A number, or the mask where it is that of a card. */
export function maskNumber(value: number | bigint): number | bigint | string {
  return value >= leastCard && isCardNumber(String(value)) ? mask : value
}

/** The smallest number of 13 digits. */
const leastCard = 1e12

/** The same value with every text and card number in it masked, the names of members included; what is nested too deeply is left out. */
export function maskTexts<T>(value: T, depth = 0): T {
  if (typeof value === 'string') return maskSecrets(value) as T
  if (typeof value === 'number') return maskNumber(value) as T
  if (value === null || typeof value !== 'object') return value
  if (depth >= maxDepth) return '…' as T
  if (Array.isArray(value)) return value.map(item => maskTexts(item as unknown, depth + 1)) as T
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [maskSecrets(key), maskTexts(child as unknown, depth + 1)]),
  ) as T
}

const maxDepth = 64
