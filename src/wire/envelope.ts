import { logLevels } from '../call.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { metaKeys } from './meta-keys.ts'

/** The first reserved key of an envelope that is missing or malformed. */
export interface EnvelopeIssue {
  readonly key: string
  readonly problem: string
}

export function metaOf(params: unknown): JsonObject | undefined {
  if (!isJsonObject(params)) return undefined
  const meta = params._meta
  return isJsonObject(meta) ? meta : undefined
}

/** Whether a message says of itself that it belongs to a revision with a per-request envelope. */
export function claimsEnvelope(params: unknown): boolean {
  const meta = metaOf(params)
  return meta !== undefined && metaKeys.protocolVersion in meta
}

export function claimedVersion(params: unknown): string | undefined {
  const version = metaOf(params)?.[metaKeys.protocolVersion]
  return typeof version === 'string' ? version : undefined
}

/** What is wrong with an envelope, required keys first; undefined where nothing is (2026-07-28, "Per-request envelope"). */
export function findEnvelopeIssue(meta: JsonObject): EnvelopeIssue | undefined {
  for (const key of [metaKeys.protocolVersion, metaKeys.clientCapabilities]) {
    if (!(key in meta)) return { key, problem: 'missing' }
  }
  if (typeof meta[metaKeys.protocolVersion] !== 'string')
    return { key: metaKeys.protocolVersion, problem: 'expected a string' }
  const info = meta[metaKeys.clientInfo]
  if (info !== undefined && !isImplementation(info))
    return { key: metaKeys.clientInfo, problem: 'expected an object with name and version' }
  if (!isCapabilities(meta[metaKeys.clientCapabilities])) {
    return { key: metaKeys.clientCapabilities, problem: 'expected an object of capabilities, each an object' }
  }
  const level = meta[metaKeys.logLevel]
  if (level !== undefined && !(logLevels as readonly unknown[]).includes(level)) {
    return { key: metaKeys.logLevel, problem: `expected one of ${logLevels.join(', ')}` }
  }
  return undefined
}

export function isImplementation(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value.name !== 'string' || typeof value.version !== 'string') return false
  return (
    optionalStrings(value, 'title', 'websiteUrl', 'description') && (value.icons === undefined || isIcons(value.icons))
  )
}

function isIcons(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(icon => {
      if (!isJsonObject(icon) || typeof icon.src !== 'string' || !optionalStrings(icon, 'mimeType')) return false
      const { sizes, theme } = icon
      return (
        (sizes === undefined || (Array.isArray(sizes) && sizes.every(size => typeof size === 'string'))) &&
        (theme === undefined || theme === 'light' || theme === 'dark')
      )
    })
  )
}

function optionalStrings(value: JsonObject, ...keys: readonly string[]): boolean {
  return keys.every(key => value[key] === undefined || typeof value[key] === 'string')
}

/** Client capabilities: known ones are objects with known switches; unknown ones pass. */
export function isCapabilities(value: unknown): boolean {
  if (!isJsonObject(value)) return false
  const { sampling, elicitation, roots } = value
  return (
    isRecordOfObjects(value.experimental) &&
    isRecordOfObjects(value.extensions) &&
    hasObjects(sampling, 'context', 'tools') &&
    hasObjects(elicitation, 'form', 'url') &&
    hasBoolean(isJsonObject(elicitation) ? elicitation.form : undefined, 'applyDefaults') &&
    hasBoolean(roots, 'listChanged')
  )
}

function isRecordOfObjects(value: unknown): boolean {
  return value === undefined || (isJsonObject(value) && Object.values(value).every(isJsonObject))
}

function hasObjects(value: unknown, ...keys: readonly string[]): boolean {
  return (
    value === undefined ||
    (isJsonObject(value) && keys.every(key => value[key] === undefined || isJsonObject(value[key])))
  )
}

function hasBoolean(value: unknown, key: string): boolean {
  return value === undefined || (isJsonObject(value) && (value[key] === undefined || typeof value[key] === 'boolean'))
}
