const tag = 'lintel/filesystem'

/**
 * What reads: where the server, or its operator, says for how long results are kept, a tool that writes ends it. A client
 * that is held to folders of its own gets nothing that was read for another.
 */
export const untilWritten = { tags: [tag], roots: true } as const

/** What a tool that writes makes stale. Which listings and searches a file stands in nobody knows, so it is everything. */
export const allFiles = [tag] as const
