import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { asServed } from '../measure.ts'
import { leave, type Client } from './crowd.ts'
import type { Asked, Told } from './told.ts'

export interface Cost {
  seconds: number
  /** of the server's process, which is the engine's, too */
  cpuSeconds: number
}

/** The product's server in a process of its own, with the engine that it has open. */
export interface Served {
  /** everybody, signed in */
  clients: readonly Client[]
  tell(asked: Asked): Promise<Told>
  cost<T>(work: () => Promise<T>): Promise<Cost & { result: T }>
  /** the most of its resident set while anything was measured */
  megabytes(): number
  close(): Promise<void>
}

const CHILD = fileURLToPath(new URL('serve-child.ts', import.meta.url))

export async function openServed(folder: string): Promise<Served> {
  const child = fork(CHILD, [folder], asServed)
  const heard = async (): Promise<Told> => ((await once(child, 'message')) as [Told])[0]
  const tell = (asked: Asked): Promise<Told> => {
    child.send(asked)
    return heard()
  }
  const { url = '' } = await heard()
  const { headers = [] } = await tell({ what: 'people' })
  let most = 0
  const spent = async (): Promise<NodeJS.CpuUsage> => {
    const { cpu, megabytes = Infinity } = await tell({ what: 'spent' })
    most = Math.max(most, megabytes)
    return cpu as NodeJS.CpuUsage
  }
  return {
    clients: headers.map((own): Client => ({ url, headers: own })),
    tell,
    async cost(work) {
      const before = await spent()
      const startedAt = performance.now()
      const result = await work()
      const seconds = (performance.now() - startedAt) / 1000
      const { user, system } = await spent()
      return { seconds, cpuSeconds: (user + system - before.user - before.system) / 1e6, result }
    },
    megabytes: () => most,
    async close() {
      await tell({ what: 'close' })
      await once(child, 'exit')
      leave()
    },
  }
}
