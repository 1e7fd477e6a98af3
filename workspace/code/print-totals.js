import { readFileSync } from 'node:fs'
import { totals } from './totals.js'

const csv = readFileSync(new URL('../data/harvest.csv', import.meta.url), 'utf8')
for (const [crop, kilograms] of totals(csv)) console.log(crop.padEnd(10), kilograms.toFixed(1))
