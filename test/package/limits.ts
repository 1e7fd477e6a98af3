/** What a user of the library installs, the dependencies of dependencies included. */
export const packagesLimit = 6
export const installedBytesLimit = 15_500_000

/** A Worker with one tool, zod included, minified and compressed. */
export const workerBytesLimit = 136_000

/** The same where the author imports zod by its own name, so that what is not used falls away. */
export const leanWorkerBytesLimit = 120_000
