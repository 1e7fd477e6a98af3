import type { JsonObject } from '../../json.ts'
import { version } from '../version.ts'

/** What the command line says of itself as a client. */
export const clientInfo: JsonObject = { name: 'lintel-cli', title: 'Lintel command line', version }

/** It puts the server's questions to a person: forms, and addresses to open. */
export const clientCapabilities: JsonObject = { elicitation: { form: {}, url: {} } }
