import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../test/lending/lending-desk.ts'
import { type Locale, type Row, type World, addDays, silentLog } from '../../../base/index.ts'
import { OWNER } from '../../../kit/index.ts'
import { type ReportDocument, buildReport, renderReport } from '../../../reports/index.ts'
import { lending } from '../index.ts'
import { sample } from '../sample.ts'

const TODAY = '2024-05-15'
const { definition: pack } = lending()
const world: World = {
  now: () => new Date(`${TODAY}T05:45:00Z`),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
}

let desk: LendingDesk
beforeAll(async () => {
  const settings = { reminders: { since: '2023-09-01', signature: 'ООО «Займ», 8 800 000-00-00' } }
  desk = await openLendingDesk({ today: TODAY, asOf: new Date('2024-05-14T21:00:00Z'), settings })
  const rows: Record<string, Row[]> = {}
  for (const { file, record } of sample.records({ clients: 300, from: '2021-01-01', to: addDays(TODAY, -1), seed: 1 }))
    (rows[sample.files[file]!.entity] ??= []).push(record)
  await desk.load(rows)
})
afterAll(() => desk.close())

function made(locale: Locale): Promise<ReportDocument> {
  const report = pack.reports.find(({ id }) => id === 'lending.reminders')!
  const asker = { person: OWNER, locale }
  const request = { pack, date: TODAY, asker, workspace: 'Test', timeZone: 'Europe/Moscow', currency: 'RUB' }
  return buildReport(report, request, desk.figures, world)
}

describe.each(['ru', 'en'] as const)('the report (%s)', (locale) => {
  test('begins with what to do and whether it helps, and holds the list and the log', async () => {
    const { blocks } = await made(locale)

    expect(blocks.filter(({ kind }) => kind === 'failed')).toEqual([])
    expect(blocks.slice(0, 3).map(({ kind }) => kind)).toEqual(['heading', 'statement', 'claims'])
    const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block] : []))
    expect(tables.map(({ splitBy }) => splitBy)).toContain('channel')
    expect(tables.at(-1)?.table.columns.map(({ name }) => name)).toContain('reason')
    expect(tables.at(-1)?.table.rows.length).toBeGreaterThan(50)
  })

  test('no word is missing', async () => {
    expect(JSON.stringify(await made(locale))).not.toMatch(/"reminders\.|"setting\.|\{[a-z_]+\}/)
  })
})

test('made twice for a day it is the same', async () => {
  expect(JSON.stringify((await made('ru')).blocks)).toBe(JSON.stringify((await made('ru')).blocks))
})

test('as a workbook it has a sheet for each channel and the log', async () => {
  const [file] = await renderReport(await made('ru'), 'xlsx')

  expect(file?.name).toMatch(/\.xlsx$/)
  expect(file?.content.length).toBeGreaterThan(10_000)
})
