import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { temporaryPostgres } from '../postgres/workspace.ts'

const ASKER = { person: OWNER, locale: 'en' } as const
const CONFIG = `
import { defineWorkspace, secret } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

const columns = Object.fromEntries(['sale_id', 'line', 'sold_at', 'buyer', 'amount', 'kind'].map((name) => [name, name]))
export default defineWorkspace({
  name: 'Shop', timeZone: 'Europe/Moscow', locale: 'ru',
  sources: [files({ id: 'shop', streams: { 'orders.sale_line': { path: 'sales.csv', key: ['sale_id', 'line'], columns } } })],
  packs: [orders({})],
  sync: [],
  publish: [
    { id: 'bi', postgres: { url: secret('BI_URL') }, marts: ['mart.orders_lines'], at: '30 6 * * *' },
    { id: 'other', postgres: { url: secret('BI_URL') }, schema: 'other', marts: ['mart.orders_customers'] },
  ],
  recipients: { admin: { folder: 'told', locale: 'en' } },
  administrators: ['admin'],
})`
const SALES = `sale_id,line,sold_at,buyer,amount,kind
1,1,2024-01-01T10:00:00Z,Иванов,100.50,sale
1,2,2024-01-01T10:00:00Z,Иванов,20,sale
2,1,2024-01-02T10:00:00Z,Петров,-20,return
`

let database: PostgresSandbox
let folder: string
let svodka: OpenSvodka
let now = '2024-01-02T20:00:00Z'
beforeAll(async () => {
  database = await temporaryPostgres()
  folder = mkdtempSync(join(tmpdir(), 'svodka-'))
  writeFileSync(join(folder, 'svodka.config.ts'), CONFIG)
  writeFileSync(join(folder, 'sales.csv'), SALES)
  svodka = await openSvodka(folder, { BI_URL: database.url }, () => new Date(now))
  await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
})
afterAll(async () => {
  await svodka.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const told = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.startsWith('told/'))

test('by hand, every target is a run in the history', async () => {
  const published = await svodka.publish([], ASKER)
  const { runs } = await svodka.deliveryState(ASKER)

  expect(
    published.map(({ target, marts, error }) => [target, marts.map(({ mart, rows }) => `${mart} ${rows}`), error]),
  ).toEqual([
    ['bi', ['mart.orders_lines 3'], null],
    ['other', ['mart.orders_customers 2'], null],
  ])
  expect(runs.map(({ schedule, trigger, state, summary }) => [schedule, trigger, state, summary]).toSorted()).toEqual([
    ['publish:bi', 'person', 'done', '1 mart, 3 rows'],
    ['publish:other', 'person', 'done', '1 mart, 2 rows'],
  ])
  expect(await database.run('select sum(amount)::float8 as sum, count(*)::int as n from svodka.orders_lines')).toEqual([
    { sum: 100.5, n: 3 },
  ])
  expect(await database.run('select data_as_of from svodka.svodka_published')).toEqual([
    { data_as_of: new Date(published[0]?.marts[0]?.asOf ?? '') },
  ])
})

test('a misspelt target is named with the nearest one', async () => {
  await expect(svodka.publish(['bee'], ASKER)).rejects.toThrow(
    /There is no target “bee” under publish\. .*Known: bi, other\./,
  )
})

test('by schedule; what fails is told to the administrators once, and once when it is well again', async () => {
  await svodka.runDue()
  await database.run(`create table other.orders_lines (mine int); alter schema svodka rename to away;
    create schema svodka; create table svodka.orders_lines (mine int)`)
  now = '2024-01-03T03:30:00Z'
  await svodka.runDue()
  const { schedules, troubles } = await svodka.deliveryState(ASKER)
  const afterFailure = told()
  await database.run('drop schema svodka cascade; alter schema away rename to svodka')
  now = '2024-01-04T03:30:00Z'
  await svodka.runDue()

  expect(schedules).toMatchObject([
    { id: 'publish:bi', kind: 'publish', title: 'Publication “bi”', last: { state: 'failed', trigger: 'schedule' } },
  ])
  expect(troubles).toEqual([
    {
      subject: 'job:publish:bi',
      since: '2024-01-03T03:30:00.000Z',
      cause: expect.stringMatching(
        /svodka already has a table or view “orders_lines”, which Svodka did not make/,
      ) as string,
    },
  ])
  expect(afterFailure.length).toBeGreaterThan(0)
  expect(told().length).toBeGreaterThan(afterFailure.length)
  expect((await svodka.deliveryState(ASKER)).troubles).toEqual([])
})
