import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { svodka } from '../cli/program.ts'
import { killedOnce, putFiles, realTap, replayed, tapConfig, type Day } from './real.ts'
import { openSingerWorkspace, type Settings, type SingerWorkspace } from './workspace.ts'

interface Tap {
  name: string
  command?: (day: Day) => readonly string[]
}

const taps: readonly Tap[] = [
  { name: 'tap-spreadsheets, as recorded', command: replayed },
  realTap === undefined
    ? { name: 'tap-spreadsheets itself (SVODKA_SINGER_TAP does not name it)' }
    : { name: 'tap-spreadsheets itself', command: () => [String(realTap)] },
]

const columns = { sale_id: 'sale_id', line: 'line', sold_at: 'sold_at', buyer: 'buyer', amount: 'amount' }
const anna = { sale_id: '1', sold_at: '2023-05-01T10:00:00Z', buyer: 'Анна' }
const FIRST = [
  { ...anna, line: 1, amount: 100.5 },
  { ...anna, line: 2, amount: 20 },
  { sale_id: '2', line: 1, sold_at: '2023-05-02T11:00:00Z', buyer: 'Борис', amount: -7.25 },
  { sale_id: '3', line: 1, sold_at: '2023-05-03T12:00:00Z', buyer: 'Вера "В", опт', amount: 100 },
]
const NEXT = [
  FIRST[0],
  { ...anna, line: 2, amount: 25 },
  FIRST[2],
  FIRST[3],
  { sale_id: '4', line: 1, sold_at: '2023-05-04T09:30:00Z', buyer: 'Анна', amount: 12.34 },
]

for (const { name, command } of taps) {
  describe.skipIf(command === undefined)(`a tap of PyPI: ${name}`, () => {
    let root: string
    let files: string
    let workspace: SingerWorkspace
    beforeEach(async () => {
      root = mkdtempSync(join(tmpdir(), 'svodka-tap-'))
      files = join(root, 'in')
      mkdirSync(files)
      workspace = await openSingerWorkspace({ folder: join(root, 'data') })
    })
    afterEach(async () => {
      await workspace.close()
      rmSync(root, { recursive: true, force: true })
    })

    const commandOn = (day: Day): readonly string[] => command?.(day) ?? []
    const settings = (given: readonly string[]): Settings => ({
      command: given,
      config: tapConfig(files),
      checkpointMegabytes: 0,
      streams: {
        'shop.line': { stream: 'lines', key: ['sale_id', 'line'], columns },
        'shop.buyer': { stream: 'buyers', columns: { name: 'name', city: 'city' } },
      },
    })
    const sync = async (given: readonly string[]) =>
      (await workspace.sync(settings(given))).map(({ added, changed, unchanged, rejected, error }) =>
        error === null ? [added, changed, unchanged, rejected] : error,
      )
    const lines = () =>
      workspace.rows('select sale_id, sold_at, buyer, line, amount from core.shop_line order by sale_id, line')

    test('two streams, an idle run, and a day with a corrected line', async () => {
      putFiles(files, 1)
      const first = await sync(commandOn(1))
      const firstLines = await lines()
      const idle = await sync(commandOn(1))
      putFiles(files, 2)
      const next = await sync(commandOn(2))

      expect([first, idle, next]).toEqual([
        [
          [4, 0, 0, 1],
          [2, 0, 0, 0],
        ],
        [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
        [
          [1, 1, 0, 0],
          [0, 0, 0, 0],
        ],
      ])
      expect([firstLines, await lines()]).toEqual([FIRST, NEXT])
      expect(await workspace.rows('select name, city from core.shop_buyer order by name')).toEqual([
        { name: 'Анна', city: 'Москва' },
        { name: 'Борис', city: 'Нижний, Новгород' },
      ])
      const { rows } = await workspace.warehouse.rejected({ source: 'tap', limit: 10 })
      expect(rows.map(({ reason }) => reason)).toEqual(['line: "two" is not a whole number'])
    })

    test('killed in the middle of its records, it goes on in the same sync, and no row is lost or doubled', async () => {
      putFiles(files, 1)

      // after the schema and two records
      const result = await sync(killedOnce(commandOn(1), 3, join(root, 'killed')))

      expect(result[0]).toEqual([4, 0, 2, 1])
      expect(await lines()).toEqual(FIRST)
      expect(workspace.world.lines.find(({ event }) => event === 'sync.failed')?.fields['error']).toMatch(
        /^shop\.line: sh was ended by SIGKILL before it was done/,
      )
      expect(await sync(commandOn(1))).toEqual([
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ])
    })

    test('svodka check, sync and query: sales of a pack by the tap', async () => {
      putFiles(files, 1)
      const shop = join(root, 'shop')
      mkdirSync(shop)
      writeFileSync(join(shop, 'svodka.config.ts'), configText(commandOn(1)))

      const check = await svodka(['check'], shop)
      const synced = await svodka(['sync'], shop)
      const query = ['query', 'orders.revenue', '--from', '2023-05-01', '--to', '2023-05-31', '--grain', 'month']
      const { out } = await svodka([...query, '--format', 'json'], shop)

      expect(check.out + check.told).toMatch(
        /orders\.sale_line: lines, 9 fields, key sale_id, line; new rows only, by _sdc_last_modified/,
      )
      expect([synced.code, synced.told]).toEqual([0, expect.any(String)])
      // 100.50 + 20 − 7.25 + 5 + 100
      expect((JSON.parse(out) as { rows: unknown[] }).rows).toEqual([
        { period: '2023-05-01', 'orders.revenue': 218.25 },
      ])
    })

    const source = (path: string) => JSON.stringify(new URL(`../../src/${path}/index.ts`, import.meta.url).href)
    const configText = (given: readonly string[]) => `
      import { defineWorkspace, sql } from ${source('kit')}
      import { singer } from ${source('sources')}
      import { orders } from ${source('packs')}
      export default defineWorkspace({
        name: 'Shop', timeZone: 'UTC', locale: 'en', currency: 'RUB',
        sources: [singer({ id: 'shop', command: ${JSON.stringify(given)}, config: ${JSON.stringify(tapConfig(files))}, streams: {
          'orders.sale_line': { stream: 'lines', fields: { sale_id: 'varchar' }, columns: {
            sale_id: 'sale_id', line: 'line', sold_at: 'sold_at', buyer: 'buyer', amount: 'amount', kind: sql\`'sale'\` } },
        } })],
        packs: [orders({})],
      })`
  })
}
