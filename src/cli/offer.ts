import type { Server } from '../server.ts'

/** What a configuration offers, looked at without a start. */
export async function inspectOffer<T>(config: string | undefined, look: (server: Server) => T): Promise<T> {
  const [{ readConfig }, { assemble }, { stderrLogger }] = await Promise.all([
    import('./read-config.ts'),
    import('./assemble.ts'),
    import('../telemetry/stderr-logger.ts'),
  ])
  const logger = stderrLogger({ level: 'error', format: 'text' })
  const { server } = await assemble(await readConfig({ config, offline: true }), { logger })
  try {
    return look(server)
  } finally {
    await server.close()
  }
}
