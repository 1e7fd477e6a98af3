#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the program still gets as far as this sentence.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `lintel needs Node 24 or newer, and this is ${process.versions.node}. ` +
      'Install a newer Node, or `npm install node` beside lintel and run it with npx.',
  )
  process.exitCode = 2
} else {
  await import('../dist/bundle/main.js')
}
