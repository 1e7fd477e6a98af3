import { errorTables, refusalTable, reportTable } from './error-tables.ts'
import { callEventTable, logEventTable, metricTable } from './event-tables.ts'
import { practiceTable } from './practice-table.ts'
import { settingTable } from './setting-table.ts'

/** What stands between `<!-- table: NAME -->` and `<!-- end -->`, by name. */
const tables: Readonly<Record<string, () => string>> = {
  errors: errorTables,
  refusals: refusalTable,
  reports: reportTable,
  practices: practiceTable,
  settings: settingTable,
  call: callEventTable,
  log: logEventTable,
  metrics: metricTable,
}

/** The pages that hold such a table. */
export const pages = ['docs/errors.md', 'docs/configuration.md', 'docs/events.md', 'docs/practices.md'] as const

/** The page with each of its tables made anew from the source. */
export function fillPage(page: string): string {
  return page
    .replaceAll('\r\n', '\n')
    .replace(/(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, open: string, name: string, close: string) => {
      const make = tables[name]
      if (!make) throw new Error(`There is no table "${name}": ${Object.keys(tables).join(', ')}.`)
      return `${open}\n${make()}\n\n${close}`
    })
}
