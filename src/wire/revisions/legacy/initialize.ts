import type { ClientIdentity, Revision } from '../../../call.ts'
import { isJsonObject, type JsonObject } from '../../../json.ts'
import { declareCapabilities } from '../../capabilities.ts'
import { isCapabilities, isImplementation } from '../../envelope.ts'
import { refuse } from '../../methods/check-params.ts'
import type { Service } from '../../service.ts'
import { isLegacyRevision, newestLegacy } from './dialect.ts'

/** Characters that a client may say of itself: a session keeps them. */
const maxIntroduction = 64 * 1024

export interface Introduction {
  readonly revision: Revision
  readonly client: ClientIdentity
}

/** Reads `initialize`: the revision to speak is the client's where we know it, else our newest (2025-11-25, "Version Negotiation"). */
export function readInitialize(params: JsonObject): Introduction {
  const { protocolVersion, capabilities, clientInfo } = params
  if (typeof protocolVersion !== 'string') throw refuse('"protocolVersion" must be a string')
  if (!isCapabilities(capabilities)) throw refuse('"capabilities" must be an object of capabilities')
  if (!isImplementation(clientInfo)) throw refuse('"clientInfo" must be an object with name and version')
  if (JSON.stringify([capabilities, clientInfo]).length > maxIntroduction) {
    throw refuse(`"capabilities" and "clientInfo" may have ${maxIntroduction} characters together`)
  }
  return {
    revision: isLegacyRevision(protocolVersion) ? protocolVersion : newestLegacy,
    client: { info: isJsonObject(clientInfo) ? clientInfo : undefined, capabilities: capabilities as JsonObject },
  }
}

export function answerInitialize(service: Service, revision: Revision): JsonObject {
  const instructions = service.instructions()
  return {
    protocolVersion: revision,
    capabilities: declareCapabilities(service),
    serverInfo: service.info,
    ...(instructions !== undefined && { instructions }),
  }
}
