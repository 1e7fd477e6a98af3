import * as z from './zod/zod.ts'

export type {
  Call,
  CallLog,
  ClientIdentity,
  ClientRoot,
  ElicitAnswer,
  Elicitation,
  LogLevel,
  Outcome,
  Revision,
  RunningCall,
  Sampling,
} from './call.ts'
export type { Clock } from './clock.ts'
export { DefinitionError, type ErrorCategory, RpcError, ToolError, type ToolErrorOptions } from './errors.ts'
export type { Principal, PrincipalClaim } from './identity/principal.ts'
export type { Json, JsonObject } from './json.ts'
export type { Finding } from './lint/finding.ts'
export type { OutboundSettings } from './outbound/outbound.ts'
export type { AddedPractice } from './practices/compose.ts'
export type { EveryPractice } from './practices/every-practice.ts'
export type { Handler, Practice, PracticeState, Subject } from './practices/practice.ts'
export type { Duration, Lifetime, Mode, PracticeSettings, Rate } from './practices/settings.ts'
export { type ContentBlock, content, type ResourceContents, result, type ToolResult } from './primitives/content.ts'
export type { Definitions, Notifier, ResourceWatch, Toolkit } from './primitives/definitions.ts'
export { jsonSchema } from './primitives/json-schema.ts'
export type { PracticeTableRow } from './primitives/practice-rows.ts'
export type { PromptDefinition, PromptMessage } from './primitives/prompt.ts'
export type { CacheHint, Completer, ResourceDefinition, TemplateDefinition } from './primitives/resource.ts'
export type { Schema } from './primitives/schema.ts'
export type { GroupSettings, Icon, ToolDefinition, ToolSettings } from './primitives/tool.ts'
export type { InputOf, NoArguments, OutputOf } from './primitives/typed-schema.ts'
export { createServer, type Server } from './server.ts'
export type {
  Listening,
  ListenOptions,
  ServerOptions,
  StdioListening,
  StdioOptions,
} from './server-options.ts'
export { type CallEvent, callChannel } from './telemetry/call-event.ts'
export type { Logger } from './telemetry/logger.ts'
export { type Extension, speaksExtension } from './wire/extension.ts'
export type { FetchHandler, MountOptions, NodeHandler, NodeRequest, NodeResponse } from './wire/hosts/mount.ts'
export { z }
