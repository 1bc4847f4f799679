// The product's own server over a million tickets. Copies them by the bare engine when told to, and says what anything took.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { trusted } from '../../src/kit/index.ts'
import { exportFile } from '../../src/reports/index.ts'
import type { Program } from '../../src/server/index.ts'
import { startWhole, testDoors } from '../../src/server/testing.ts'
import { cpuSecondsSince } from '../measure.ts'
import { openTickets, world } from './open.ts'

const [folder = '', port = '', memoryMegabytes] = process.argv.slice(2)
const { figures, warehouse } = await openTickets(folder, memoryMegabytes ? Number(memoryMegabytes) : undefined)
const program: Pick<Program, 'exported' | 'query'> = {
  exported: async (wanted, title, as, asker) =>
    exportFile(await figures.whole(wanted, asker), title, as, {
      locale: asker.locale,
      timeZone: 'Europe/Moscow',
      currency: undefined,
    }),
  query: (query, asker) => figures.query(query, asker),
}
const { doors, byToken } = await testDoors(folder, world)
const headers = await byToken(`reader-${process.pid}`, 'admin', ['figures', 'export'])
const server = await startWhole(program as Program, {
  port: Number(port),
  page: folder,
  serverFile: join(folder, 'server.json'),
  doors,
})

/** Once a tenth of a second: seconds and megabytes. */
let curve: [seconds: number, megabytes: number][] = []
let startedAt = performance.now()
let before = process.cpuUsage()
setInterval(
  () => curve.push([(performance.now() - startedAt) / 1000, process.memoryUsage.rss() / 2 ** 20]),
  100,
).unref()

async function copy(): Promise<void> {
  const file = join(folder, 'copy.csv')
  await warehouse.rows(trusted(`copy (select * from mart.tickets order by created_at desc) to '${file}' (format csv)`))
  rmSync(file)
}

process.on('message', async (message: 'begin' | 'end' | 'copy' | 'close') => {
  if (message === 'close') {
    await server.close()
    await warehouse.close()
    process.disconnect()
    return
  }
  if (message !== 'end') {
    startedAt = performance.now()
    before = process.cpuUsage()
    curve = []
  }
  if (message === 'copy') await copy()
  const seconds = (performance.now() - startedAt) / 1000
  process.send?.({ seconds, cpuSeconds: cpuSecondsSince(before), curve })
})
process.send?.({ url: server.url, headers })
