// The product's server over the shop, behind sign-in; runs bare SQL and loads in the same process when told to, and says what they took.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { createAccess } from '../../src/access/index.ts'
import { silentLog, type Row, type World } from '../../src/base/index.ts'
import { createFigures } from '../../src/figures/index.ts'
import { OWNER, sql, trusted } from '../../src/kit/index.ts'
import { silentWatch, type Program } from '../../src/server/index.ts'
import { startServer } from '../../src/server/server.ts'
import { openState } from '../../src/state/index.ts'
import { engineFile } from '../../src/warehouse/engine.ts'
import { definition, openShop, people, roles, TODAY, writeLater, ZONE } from './shop.ts'
import type { Asked, Told } from './told.ts'

const MEMORY_MEGABYTES = Number(process.env['SVODKA_BENCH_MEMORY'] ?? 128)
const [folder = ''] = process.argv.slice(2)
const world: World = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  fetch: () => Promise.reject(new Error('there is no network here')),
  log: silentLog,
}

const { warehouse, land } = await openShop(join(folder, 'data'), MEMORY_MEGABYTES)
const stateFile = join(folder, `state-${process.pid}.db`)
const state = await openState({ file: stateFile }, world)
const written = Object.fromEntries(people.map(({ login, name, role, own = {} }) => [login, { name, role, own }]))
const access = createAccess({ state, roles, people: written, packs: [definition], audience: 'Лавка' }, world)
const figures = createFigures({
  packs: [{ definition, settings: {} }],
  warehouse,
  timeZone: ZONE,
  currency: undefined,
  today: () => TODAY,
  visibleRows: access.visibleRows,
})
const program: Pick<Program, 'query'> = { query: (query, asker) => figures.query(query, asker) }
const doors = { access, saved: state.saved, name: 'Лавка', locale: 'ru', version: '0', sessionSeconds: 3600 } as const
const server = await startServer(
  {
    port: 18_910,
    mayMove: true,
    role: 'serve',
    web: { program: program as Program, page: folder, doors },
    serverFile: join(folder, 'server.json'),
    ready: async () => [],
    metrics: { watch: silentWatch, text: async () => ({ contentType: 'text/plain', text: '' }) },
  },
  silentLog,
)

/** Half come by a cookie of their browser, half by a token. */
async function headersOf(login: string, isByToken: boolean): Promise<Record<string, string>> {
  if (isByToken) {
    const { secret } = await access.people.makeToken(login, { name: 'sheet', scope: ['figures'], days: 1 }, OWNER)
    return { authorization: `Bearer ${secret}` }
  }
  const { code } = await access.people.invite(login, OWNER)
  const { cookie, pass } = await access.entry.accept(
    { code, password: 'twelve quiet herons' },
    { address: '203.0.113.7', agent: 'Firefox' },
  )
  return { cookie: `svodka-session-${new URL(server.url).port}=${cookie}`, 'x-csrf-token': pass.csrf ?? '' }
}

let peak = 0
const look = () => (peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20))
setInterval(look, 50).unref()
function takenPeak(): number {
  look()
  const taken = peak
  peak = 0
  return taken
}

/** The engine that the warehouse has open, by connections of its own. */
const { file, settings } = engineFile({ folder: join(folder, 'data'), memoryLimitMegabytes: MEMORY_MEGABYTES })
const instance = await DuckDBInstance.fromCache(file, settings)
const connections: (DuckDBConnection | undefined)[] = []
async function connection(at: number): Promise<DuckDBConnection> {
  const made = (connections[at] ??= await instance.connect())
  return made
}

const rowsOf = async (by: DuckDBConnection, text: string): Promise<unknown[]> =>
  (await by.runAndReadAll(text)).getRowObjectsJS()

/** As many at once as there are lists, each going round its own list until the time is up. */
async function crowd(lists: readonly (readonly string[])[], milliseconds: number): Promise<number[]> {
  const until = performance.now() + milliseconds
  const times: number[] = []
  const one = async (texts: readonly string[], at: number): Promise<void> => {
    const own = await connection(at)
    for (let turn = 0; performance.now() < until; turn++) {
      const startedAt = performance.now()
      await rowsOf(own, texts[turn % texts.length] as string)
      times.push((performance.now() - startedAt) / 1000)
    }
  }
  await Promise.all(lists.map(one))
  return times
}

// loads of an earlier run over the same folder stay
let load = (await warehouse.rows(sql`select count(*) as loads from raw.batch`))[0]?.['loads'] as number
let isWriting = false
let writing = Promise.resolve()

async function loadNext(): Promise<void> {
  const file = join(folder, `${process.pid}-${load}.ndjson`)
  await writeLater(await connection(people.length), file, load++)
  await land('later', file)
  rmSync(file)
  const { models } = await warehouse.build()
  const how = models.find(({ name }) => name === 'mart.sales')?.how
  if (how !== 'increment') throw new Error(`the mart was made ${how}`)
}

async function writeOn(pauseMilliseconds: number): Promise<void> {
  while (isWriting) {
    await loadNext()
    for (const until = performance.now() + pauseMilliseconds; isWriting && performance.now() < until;)
      await world.sleep(50)
  }
}

async function answer(asked: Asked): Promise<Told> {
  switch (asked.what) {
    case 'people':
      return { headers: await Promise.all(people.map(({ login }, at) => headersOf(login, at % 3 === 0))) }
    case 'spent':
      return { cpu: process.cpuUsage(), megabytes: takenPeak(), loads: load }
    case 'rows':
      return { rows: (await warehouse.rows(trusted(asked.text))) as readonly Row[] }
    case 'plain': {
      const own = await connection(0)
      const startedAt = performance.now()
      await rowsOf(own, asked.text)
      return { times: [(performance.now() - startedAt) / 1000] }
    }
    case 'crowd':
      return { times: await crowd(asked.lists, asked.milliseconds) }
    case 'load':
      await loadNext()
      return {}
    case 'write':
      isWriting = true
      writing = writeOn(asked.pauseMilliseconds)
      return {}
    case 'rest':
      isWriting = false
      await writing
      return {}
    case 'close':
      await server.close()
      for (const each of connections) each?.closeSync()
      instance.closeSync()
      await state.close()
      rmSync(stateFile)
      await warehouse.close()
      return {}
  }
}

// whoever told what to do is gone
process.once('disconnect', () => process.exit())
process.on('message', async (asked: Asked) => {
  process.send?.(await answer(asked))
  if (asked.what === 'close') process.disconnect()
})
process.send?.({ url: server.url })
