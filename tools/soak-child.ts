import { globSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { getHeapSpaceStatistics, writeHeapSnapshot } from 'node:v8'
import { openSvodka } from '../src/app/index.ts'

/** What the server's process tells of itself after each step. */
export interface Measured {
  rssMegabytes: number
  heapMegabytes: number
  /** of the heap, what V8 compiled: it grows until whatever is often run has been compiled */
  codeMegabytes: number
  /** of buffers outside the heap */
  externalMegabytes: number
  handles: number
  megabytes: Readonly<Record<string, number>>
  processorSeconds: number
}

/** Serves the workspace of a folder at the clock that its parent moves: `{ now }` runs what is due then, and is answered when it is done. */
const [folder = '', port = ''] = process.argv.slice(2)
let now = Number(process.argv[4])
const svodka = await openSvodka(folder, process.env, () => new Date(now))
const { url } = await svodka.serve(Number(port))
process.send?.({ url })

process.on('message', async (message: { now?: number; measure?: true; snapshot?: string; end?: true }) => {
  if (message.now !== undefined) {
    now = message.now
    await svodka.runDue()
    process.send?.({ done: true })
  } else if (message.measure) {
    const told = measured()
    if (message.snapshot) writeHeapSnapshot(message.snapshot)
    process.send?.(told)
  } else {
    await svodka.close()
    process.disconnect()
  }
})

function measured(): Measured {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  const code = getHeapSpaceStatistics()
    .filter(({ space_name: name }) => name.startsWith('code_') || name.startsWith('trusted_'))
    .reduce((all, { space_used_size: size }) => all + size, 0)
  const { user, system } = process.cpuUsage()
  const data = join(folder, 'data')
  const sizeOf = (pattern: string) =>
    globSync(pattern, { cwd: data, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (all, entry) => all + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      ) / 1e6
  return {
    rssMegabytes: rss / 1e6,
    heapMegabytes: heapUsed / 1e6,
    codeMegabytes: code / 1e6,
    externalMegabytes: (external + arrayBuffers) / 1e6,
    handles: readdirSync('/proc/self/fd').length,
    megabytes: {
      warehouse: sizeOf('warehouse.duckdb*'),
      raw: sizeOf('raw/**'),
      state: sizeOf('state.db*'),
      log: sizeOf('log/**'),
      tmp: sizeOf('tmp/**'),
    },
    processorSeconds: (user + system) / 1e6,
  }
}
