import { silentLog } from '../base/index.ts'
import type { Program } from './contract.ts'
import { silentWatch } from './metrics/index.ts'
import { startServer, type RunningServer, type ServerOptions } from './server.ts'

/** For tests: a server of all parts over a program, with the page of a folder. */
export const startWhole = (
  program: Program,
  options: Pick<ServerOptions, 'port' | 'serverFile'> & { page: string } & Partial<ServerOptions>,
): Promise<RunningServer> => {
  const { page, ...rest } = options
  return startServer(
    {
      mayMove: true,
      role: 'serve',
      web: { program, page },
      local: { program },
      ready: async () => [],
      metrics: { watch: silentWatch, text: async () => ({ contentType: 'text/plain', text: '' }) },
      ...rest,
    },
    silentLog,
  )
}
