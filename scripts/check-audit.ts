import { spawnSync } from 'node:child_process'

/** Fails on a known weakness of what users install, at `high` or above. Where nobody can be asked, it says so and goes on. */
const { stdout, error } = spawnSync('npm audit --omit=dev --json', { shell: true, encoding: 'utf8', timeout: 60_000 })
const report = parse(stdout)

if (error || !report?.metadata) {
  console.log('npm audit: the service could not be reached; nothing was checked')
} else {
  const { high, critical, total } = report.metadata.vulnerabilities
  console.log(`npm audit: ${total} known weaknesses in what users install, ${high} high, ${critical} critical`)
  if (high + critical > 0) process.exitCode = 1
}

interface AuditReport {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<'high' | 'critical' | 'total', number>> }
}

function parse(text: string): AuditReport | undefined {
  try {
    return JSON.parse(text) as AuditReport
  } catch {
    return undefined
  }
}
