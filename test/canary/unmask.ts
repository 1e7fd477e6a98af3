import { registerHooks } from 'node:module'

/** Switches masking off, to show that the search finds what is there. */
registerHooks({
  load(url, context, next) {
    if (!url.endsWith('/src/secret-shapes.ts')) return next(url, context)
    const source =
      "export const mask = '••••••'\nexport const isSecretKey = () => false\nexport const maskSecrets = text => text\nexport const maskNumber = value => value\nexport const maskTexts = value => value\n"
    return { format: 'module', source, shortCircuit: true }
  },
})
