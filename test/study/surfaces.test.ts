import { afterAll, beforeAll, expect, test } from 'vitest'
import { type World, silentLog } from '../../src/base/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import {
  SAMPLE_TODAY,
  sampleChange,
  sampleDesk,
  sampleHolidays,
  sampleLines,
  support,
} from '../../src/packs/support/index.ts'
import { type ReportDocument, buildReport } from '../../src/reports/index.ts'
import { type HelpDesk, openHelpDesk, rowsOf } from './help-desk.ts'

const { definition } = support()
const world: World = {
  now: () => new Date(`${SAMPLE_TODAY}T06:00:00Z`),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
}

let desk: HelpDesk
beforeAll(async () => {
  desk = await openHelpDesk({
    today: SAMPLE_TODAY,
    settings: { lines: sampleLines, changes: [sampleChange], workingCalendar: { holidays: sampleHolidays } },
  })
  await desk.load(rowsOf(sampleDesk()))
})
afterAll(() => desk.close())

const made = (id: string): Promise<ReportDocument> =>
  buildReport(
    definition.reports.find((report) => report.id === id)!,
    {
      pack: definition,
      date: SAMPLE_TODAY,
      asker: { person: OWNER, locale: 'ru' },
      workspace: 'Пример',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
    },
    desk.figures,
    world,
  )

const counts = ({ blocks }: ReportDocument): Record<string, number> => {
  const byKind: Record<string, number> = {}
  for (const { kind } of blocks) byKind[kind] = (byKind[kind] ?? 0) + 1
  return byKind
}

test('the study holds the verdicts, their charts, the lines, the slowest categories and the method', async () => {
  const document = await made('support.study')

  const texts = document.blocks.map((block) => JSON.stringify(block)).join('\n')
  expect(document.blocks.filter(({ kind }) => kind === 'failed')).toEqual([])
  expect(counts(document)).toMatchObject({ claims: 2, statement: 2 })
  expect(counts(document)['chart']).toBeGreaterThanOrEqual(7)
  expect(texts).toContain('Подтверждено: после изменений 1 августа 2023 – 30 сентября 2023')
  expect(texts).toContain('1-я линия: дольше всего решаются')
  expect(texts).toContain('Сравнение уровней (решает)')
})

test('the morning report has figures, three charts and what stands out, and every number is there', async () => {
  const document = await made('support.morning')

  expect(document.blocks.filter(({ kind }) => kind === 'failed')).toEqual([])
  expect(counts(document)).toMatchObject({ figures: 2, chart: 3, table: 3 })
  const values = document.blocks.flatMap((block) =>
    block.kind === 'figures' ? block.items.map(({ value }) => value) : [],
  )
  expect(values.filter((value) => typeof value !== 'number')).toEqual([])
})

test.each(definition.dashboards.flatMap(({ tiles, period }) => tiles.map((tile) => [tile.id, tile, period] as const)))(
  'the tile %s answers with rows',
  async (_, tile, period) => {
    const rows =
      tile.kind === 'analysis'
        ? Object.values((await desk.analyze(tile.analysis)).tables).flatMap((table) => table.rows)
        : (await desk.query({ period, ...tile.query })).rows

    expect(rows.length).toBeGreaterThan(0)
  },
)

test('a chart draws columns that its table or answer has', async () => {
  for (const analysis of definition.analyses) {
    const { charts = [], tables } = await desk.analyze(analysis.id)

    const missing = charts.flatMap(({ spec, table }) => {
      const columns =
        spec.kind === 'interval'
          ? [spec.label, spec.estimate, spec.low, spec.high]
          : spec.kind === 'heatmap'
            ? [spec.x, spec.y, spec.value]
            : spec.kind === 'funnel'
              ? [spec.step, spec.value]
              : spec.kind === 'treemap' || spec.kind === 'sankey'
                ? [spec.value]
                : [spec.x, ...spec.y, ...(spec.series === undefined ? [] : [spec.series])]
      return columns.filter((column) => !(column in (tables[table]!.rows[0] ?? {})))
    })
    expect(missing).toEqual([])
  }
})
