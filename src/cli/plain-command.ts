import { ConfigFileError, loadConfig } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import { defaultUrl, endpointOf } from './find-server.ts'

/** What `lintel tools` needs, typed in another terminal at this folder, to reach this endpoint: nothing, or `--url`. */
export async function optionsToReach(endpoint: string): Promise<string> {
  return (await reachedByDefault()) === endpoint ? '' : ` --url ${endpoint}`
}

/** Another terminal has neither the options nor the variables that this process was started with. */
async function reachedByDefault(): Promise<string | undefined> {
  try {
    const { config } = await loadConfig({ folder: process.cwd(), environment: {} })
    return endpointOf(config.listen)
  } catch (error) {
    if (error instanceof ConfigFileError) return defaultUrl
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
