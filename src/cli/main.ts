const major = Number(process.versions.node.split('.')[0])

// The version is looked at before anything else is loaded: an older Node fails on the syntax of the rest.
if (major < 24) {
  console.error(
    `lintel needs Node 24 or newer, and this is ${process.versions.node}. ` +
      'Install a newer Node, or start it by npm, which brings its own: npm start, or npm run lintel -- COMMAND.',
  )
  process.exitCode = 2
} else {
  const { run } = await import('./program.ts')
  process.exitCode = await run(process.argv.slice(2))
}
