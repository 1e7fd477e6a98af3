import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ScenarioChecks {
  readonly scenario: string
  readonly passed: number
  readonly failures: readonly string[]
}

interface Check {
  readonly id: string
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'
  readonly errorMessage?: string
}

/** `server-<scenario>-<time>`, as the suite names the folder of one scenario. */
const folderName = /^server-(.+?)-\d{4}-\d\d-\d\dT/

/** Reads what the suite wrote: one folder per scenario, with its checks. */
export async function readChecks(directory: string): Promise<readonly ScenarioChecks[]> {
  const folders = await readdir(directory)
  return Promise.all(
    folders.sort().flatMap(folder => {
      const scenario = folderName.exec(folder)?.[1]
      return scenario === undefined ? [] : [readScenario(scenario, join(directory, folder, 'checks.json'))]
    }),
  )
}

async function readScenario(scenario: string, file: string): Promise<ScenarioChecks> {
  const checks = JSON.parse(await readFile(file, 'utf8')) as readonly Check[]
  return {
    scenario,
    passed: checks.filter(({ status }) => status === 'SUCCESS').length,
    failures: checks
      .filter(({ status }) => status === 'FAILURE')
      .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? 'failed'}`),
  }
}
