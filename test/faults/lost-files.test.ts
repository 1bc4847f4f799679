import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { faultOf, noteFault, openFolder, type Shop } from './shop.ts'

const SALES = 500
const MORNING = '2024-01-01T05:45:00Z'
const REPORT = '2024-01-01 Customers by segment.md'

let shop: Shop
beforeEach(async () => {
  shop = openFolder()
  shop.sell(SALES)
  const open = await shop.open('2024-01-01T05:00:00Z')
  await open.sync()
  await open.runDue()
  await open.svodka.close()
})
afterEach(() => shop.remove())

const data = (name: string) => join(shop.folder, 'data', name)
const withNeighbours = (name: string) => ['', '-wal', '-shm', '.wal'].map((end) => data(name) + end)
const remove = (name: string) => withNeighbours(name).forEach((path) => rmSync(path, { force: true }))
const received = () =>
  readdirSync(data('raw'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))

/** The program starts, sends the morning's report, and is ended. */
async function morning(at = MORNING): Promise<void> {
  const open = await shop.open(at)
  expect(await open.runDue()).toBe('')
  await open.svodka.close()
}

test('a state that was deleted begins anew: nothing goes out again by itself, and figures are as before', async () => {
  await morning()
  remove('state.db')

  await morning('2024-01-01T06:30:00Z')
  const open = await shop.open('2024-01-02T05:45:00Z')
  await open.runDue()

  expect(await open.sales()).toEqual({ count: SALES, sum: SALES * 100 })
  await open.svodka.close()
  expect(shop.shelf()).toEqual([REPORT, '2024-01-02 Customers by segment.md'])
  noteFault('deleted state', { told: 'nothing: a state begins with its first start' })
})

test('a state of garbage stops the program with what to do; the data can be asked all the same', async () => {
  remove('state.db')
  writeFileSync(data('state.db'), randomBytes(8192))

  const open = await shop.open(MORNING)
  const said = await open.runDue()

  expect(said).toMatch(
    /The state file \S+state\.db is damaged \(file is not a database\)\. .* put a copy from your backup in its place and start again; without a copy, start without the file/,
  )
  expect(await open.sales()).toEqual({ count: SALES, sum: SALES * 100 })
  await open.svodka.close()
  noteFault('garbage in the state', { told: said })
})

test('a state of an older backup makes up for the newest due time since: what had gone by then does not go again, the newest goes twice', async () => {
  await morning('2023-12-31T05:45:00Z')
  await morning('2024-01-01T05:45:00Z')
  copyFileSync(data('state.db'), data('backup.db'))
  await morning('2024-01-02T05:45:00Z')
  await morning('2024-01-03T05:45:00Z')
  remove('state.db')
  copyFileSync(data('backup.db'), data('state.db'))

  await morning('2024-01-03T06:30:00Z')

  expect(shop.shelf()).toEqual(
    expect.arrayContaining([REPORT, '2024-01-02 Customers by segment.md', '2024-01-03 Customers by segment.md']),
  )
  expect(shop.shelf().filter((name) => name.includes('(2)'))).toEqual(['2024-01-03 Customers by segment (2).md'])
})

test('a warehouse that was lost is made anew from what was received, and nothing received is dropped', async () => {
  const before = received()
  remove('warehouse.duckdb')
  rmSync(join(shop.folder, 'sales.csv'))

  const open = await shop.open(MORNING)
  const rebuilt = await open.sales()
  await open.sync()
  await open.sync()

  expect(rebuilt).toEqual({ count: SALES, sum: SALES * 100 })
  expect(await open.sales()).toEqual({ count: SALES, sum: SALES * 100 })
  await open.svodka.close()
  expect(received()).toEqual(before)
  expect(
    readdirSync(data('log'))
      .map((name) => readFileSync(data(join('log', name)), 'utf8'))
      .join(''),
  ).toContain('warehouse.received_adopted')
  noteFault('lost warehouse', { told: 'in the log: warehouse.received_adopted' })
})

test('what a lost warehouse had is not doubled when the sources give it once more', async () => {
  remove('warehouse.duckdb')

  const open = await shop.open(MORNING)
  const said = await open.sync()

  expect([said, await open.sales()]).toEqual(['', { count: SALES, sum: SALES * 100 }])
  await open.svodka.close()
})

test.each([
  { what: 'garbage', damage: (path: string) => writeFileSync(path, randomBytes(100_000)) },
  { what: 'holes', damage: (path: string) => overwritten(path, 12_288, 400_000) },
  {
    what: 'holes in its middle',
    damage: (path: string) => overwritten(path, Math.floor(statSync(path).size / 2), 400_000),
  },
  { what: 'half of it', damage: (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2)) },
])('a warehouse of $what says what to do, and that brings everything back', async ({ what, damage }) => {
  damage(data('warehouse.duckdb'))

  const said = await faultOf(async () => {
    const open = await shop.open(MORNING)
    // damage in blocks that nothing has read yet is found by whoever reads them
    const found = await faultOf(async () => JSON.stringify(await open.sales()))
    await open.svodka.close()
    return found
  })
  remove('warehouse.duckdb')
  const again = await shop.open(MORNING)

  expect(said).toMatch(
    /The warehouse \S+warehouse\.duckdb is damaged \(.+\)\. Put it aside together with its neighbour \.wal and start again/,
  )
  expect(await again.sales()).toEqual({ count: SALES, sum: SALES * 100 })
  await again.svodka.close()
  noteFault(`warehouse: ${what}`, { told: said })
})

test.each(['is gone', 'is cut off', 'is garbage'])(
  'a log of the warehouse that %s loses no row that raw has',
  async (how) => {
    // a process that is killed leaves a log: here its file as it stands while the program is at work
    shop.sell(SALES * 2)
    const open = await shop.open('2024-01-01T05:10:00Z')
    await open.sync()
    const wal = data('warehouse.duckdb.wal')
    expect(existsSync(wal)).toBe(true)
    for (const name of ['warehouse.duckdb', 'warehouse.duckdb.wal']) copyFileSync(data(name), data(`kept-${name}`))
    await open.svodka.close()
    for (const name of ['warehouse.duckdb', 'warehouse.duckdb.wal']) copyFileSync(data(`kept-${name}`), data(name))

    if (how === 'is gone') rmSync(wal)
    if (how === 'is cut off') truncateSync(wal, Math.floor(statSync(wal).size * 0.7))
    if (how === 'is garbage') overwritten(wal, Math.floor(statSync(wal).size / 2), 2000)
    const first = await faultOf(salesAfterSync)
    const isDamaged = /is damaged \(.+\)\. Put it aside together with its neighbour \.wal and start again/.test(first)
    if (isDamaged) remove('warehouse.duckdb')
    const found = isDamaged ? await salesAfterSync() : first

    expect(found).toBe(JSON.stringify({ count: SALES * 2, sum: SALES * 2 * 100 }))
    noteFault(`log of the warehouse ${how}`, { told: isDamaged ? first : 'nothing: the next sync reads it again' })
  },
)

async function salesAfterSync(): Promise<string> {
  const again = await shop.open(MORNING)
  try {
    return `${await again.sync()}${JSON.stringify(await again.sales())}`
  } finally {
    await again.svodka.close()
  }
}

function overwritten(path: string, from: number, length: number): void {
  const content = readFileSync(path)
  randomBytes(Math.min(length, content.length - from)).copy(content, from)
  writeFileSync(path, content)
}
