import type { Logger } from '../telemetry/logger.ts'
import type { Finding } from './finding.ts'

/** In one line, so that the author sees that there is something and the log is not flooded; each of them is for debugging. */
export function tellFindings(found: readonly Finding[], logger: Logger): void {
  if (found.length === 0) return
  logger.info('definitions.lint', {
    findings: found.length,
    advice: 'lintel lint, or server.lint() in a test, shows them.',
  })
  for (const { rule, tool, path, problem, cure } of found)
    logger.debug('definition.finding', { rule, tool, path, problem, cure })
}
