/** What a user of the library installs, the dependencies of dependencies included. */
export const packagesLimit = 5
export const installedBytesLimit = 10_500_000

/** A Worker with one tool, zod included, minified and compressed. */
export const workerBytesLimit = 100_000
