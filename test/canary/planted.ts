import { plantCard, plantPlain, plantShaped } from './secrets.ts'

/** What the handlers of the secretive server hold. */
export function plant() {
  return {
    result: {
      text: plantShaped('result'),
      card: plantCard('result that is a number'),
      apiKey: plantPlain('result under a key'),
    },
    resource: plantShaped('result of a resource'),
    prompt: plantShaped('result of a prompt'),
    outbound: plantPlain('outbound request'),
    errors: {
      message: plantShaped('error message'),
      cause: plantShaped('error cause'),
      detail: plantShaped('error detail'),
      keyed: plantPlain('error under a key'),
      told: plantShaped('message of a ToolError'),
      next: plantShaped('next of a ToolError'),
      data: plantShaped('data of a ToolError'),
      card: plantCard('number in the data of a ToolError'),
      thrown: plantShaped('thrown text'),
    },
  }
}

export type Planted = ReturnType<typeof plant>
