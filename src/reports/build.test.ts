import { expect, test } from 'vitest'
import {
  addDays,
  defineWords,
  RequestError,
  silentLog,
  type Answer,
  type AnswerColumn,
  type Locale,
  type Period,
  type PeriodPreset,
  type Query,
  type Row,
  type World,
} from '../base/index.ts'
import type { Figures } from '../figures/index.ts'
import { defineReport, OWNER, type Block, type PackDefinition } from '../kit/index.ts'
import { buildReport, STALE_AFTER_HOURS } from './index.ts'

const texts = {
  'report.desk': 'Desk',
  'report.desk.meaning': 'The desk.',
  title: 'Figures of {date}',
  because: 'From {from} to {to}.',
}
const words = defineWords({ en: texts, ru: { ...texts, title: 'Показатели за {date}' } })
const pack = { id: 'desk', words } as unknown as PackDefinition

const world: World = {
  now: () => new Date('2024-01-01T05:45:00Z'),
  sleep: () => Promise.resolve(),
  fetch: () => Promise.reject(new Error('no network')),
  log: silentLog,
}

const COLUMNS: Record<string, AnswerColumn> = {
  period: { name: 'period', label: 'Month', kind: 'period', unit: 'day' },
  priority: { name: 'priority', label: 'Priority', kind: 'dimension', unit: 'text', labels: { high: 'High' } },
  'desk.hours': { name: 'desk.hours', label: 'Hours', kind: 'metric', unit: 'hours' },
}

const NOTHING: Answer = {
  rows: [],
  columns: [],
  units: {},
  asOf: {},
  period: { from: '', to: '', timeZone: 'UTC' },
  sql: '',
  isCut: false,
}

interface Told {
  /** the same weekday of the eight weeks before, oldest first */
  days?: readonly (number | null)[]
  rows?: readonly Row[]
  earlier?: readonly Row[]
  asOf?: string
}

/** Figures that answer as told and remember what they were asked. */
function figuresThat(told: Told, asked: Query[] = []): Figures {
  const metric = { id: 'desk.hours', pack: 'desk', title: 'Hours', meaning: 'Mean hours.', unit: 'hours' as const }
  return {
    catalog: () => ({
      packs: [],
      metrics: [{ ...metric, better: 'down', dimensions: [], onHome: false }],
      dimensions: [],
      analyses: [],
      reports: [],
      dashboards: [],
    }),
    async query(query) {
      asked.push(query)
      if (query.grain === 'day' && told.days) {
        const { from = '' } = query.period as Period
        const rows = told.days.map((hours, index) => ({ period: addDays(from, 7 * index), 'desk.hours': hours }))
        return { ...NOTHING, rows: rows.toReversed() }
      }
      if (query.metrics.includes('desk.absent')) throw new RequestError(words, 'because', { from: 'a', to: 'b' })
      if (query.metrics.includes('desk.broken')) throw new TypeError('undefined is not a function')
      const period = typeof query.period === 'object' ? query.period : { from: '', to: '' }
      const names = [...(query.grain ? ['period'] : []), ...(query.by ?? []), ...query.metrics]
      return {
        rows: told.rows ?? [{ 'desk.hours': 10 }],
        columns: names.flatMap((name) => COLUMNS[name] ?? []),
        units: {},
        asOf: { source: told.asOf ?? '2023-12-31T21:00:00Z' },
        period: { ...period, timeZone: query.timeZone ?? 'UTC', ...(query.grain ? { grain: query.grain } : {}) },
        sql: '',
        isCut: false,
        ...(query.compare && told.earlier ? { comparison: { period, rows: told.earlier } } : {}),
      } satisfies Answer
    },
    async analyze(id) {
      return {
        id,
        title: 'Change',
        settings: {},
        asOf: { calls: '2023-12-31T21:00:00Z' },
        statement: 'It fell. It rose.',
        claims: [
          { id: 'a', verdict: 'confirmed', sentence: 'It fell.' },
          { id: 'b', verdict: 'cannot tell', sentence: 'It rose.' },
        ],
        figures: {},
        tables: {
          months: { title: 'By month', columns: [], rows: [] },
          hidden: { title: 'Hidden', columns: [], rows: [] },
        },
        charts: [{ name: 'months', title: 'Months drawn', table: 'months', spec: { kind: 'line', x: 'm', y: ['v'] } }],
        notes: ['Spam is left out.'],
      }
    },
    rows: () => Promise.reject(new Error('not asked')),
    whole: () => Promise.reject(new Error('not asked')),
    values: async () => [],
    span: async () => ({ from: '2023-01-01', to: '2024-06-30' }),
  }
}

const build = (
  blocks: readonly Block[],
  told: Told = {},
  asked: Query[] = [],
  locale: Locale = 'en',
  period: PeriodPreset = 'yesterday',
) =>
  buildReport(
    defineReport({
      id: 'desk.report',
      title: 'report.desk',
      meaning: 'report.desk.meaning',
      period,
      blocks,
    }),
    {
      pack,
      date: '2024-01-01',
      asker: { person: OWNER, locale },
      workspace: 'Acme',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
    },
    figuresThat(told, asked),
    world,
  )

const HOURS = { metrics: ['desk.hours'] }

test('yesterday is the day before the report, whatever the clock says; texts know the days', async () => {
  const asked: Query[] = []

  const document = await build(
    [
      { kind: 'figures', title: 'title', query: HOURS },
      { kind: 'text', text: 'because' },
    ],
    {},
    asked,
  )

  expect(document.period).toEqual({ from: '2023-12-31', to: '2023-12-31' })
  expect(asked[0]).toMatchObject({
    period: { from: '2023-12-31', to: '2023-12-31' },
    compare: 'previous-period',
    timeZone: 'Europe/Moscow',
  })
  expect(document.blocks[0]).toMatchObject({ title: 'Figures of Jan 1, 2024' })
  expect(document.blocks[1]).toEqual({ kind: 'text', text: 'From Dec 31, 2023 to Dec 31, 2023.' })
})

test('"all" ends with the date of the report, not with the data', async () => {
  const asked: Query[] = []

  await build([{ kind: 'table', title: 'title', query: { ...HOURS, period: 'all' } }], {}, asked)

  expect(asked[0]?.period).toEqual({ from: '2023-01-01', to: '2024-01-01' })
})

test('a figure has its earlier one beside it; fewer hours are good', async () => {
  const document = await build([{ kind: 'figures', query: { ...HOURS, by: ['priority'] } }], {
    rows: [
      { priority: 'high', 'desk.hours': 8 },
      { priority: null, 'desk.hours': 12 },
    ],
    earlier: [
      { priority: 'high', 'desk.hours': 10 },
      { priority: null, 'desk.hours': null },
    ],
  })

  expect(document.blocks[0]).toMatchObject({
    items: [
      { label: 'Hours · High', value: 8, before: 10, mood: 'good', meaning: 'Mean hours.' },
      { label: 'Hours · —', value: 12, before: null, mood: 'neither' },
    ],
  })
})

const USUAL: Block = { kind: 'figures', query: HOURS, against: 'usual' }
/** mean 41, 99 % of further days between 33.6 and 48.4 */
const SUNDAYS = [38, 41, 44, 39, 42, 40, 43, 41]

test('a figure of a day stands beside the usual for its weekday, and a day like the others is nothing unusual', async () => {
  const { blocks } = await build([USUAL], { rows: [{ 'desk.hours': 44 }], days: SUNDAYS })

  expect(blocks).toMatchObject([
    { kind: 'figures', items: [{ value: 44, before: 41, mood: 'neither', usual: { value: 41, weekday: 7 } }] },
    { kind: 'text', text: 'Nothing unusual: every figure is within what is usual for a Sunday.' },
  ])
})

test('what lies outside of the usual is marked and said, good or bad by what is better', async () => {
  const slow = await build([USUAL], { rows: [{ 'desk.hours': 60 }], days: SUNDAYS }, [], 'ru')
  const quick = await build([USUAL], { rows: [{ 'desk.hours': 9 }], days: SUNDAYS })

  expect(slow.blocks).toMatchObject([
    { items: [{ standsOut: 'high', mood: 'bad' }] },
    {
      text: 'Hours: 60 ч — заметно выше обычного, и это плохо. Обычно по воскресеньям от 33,6 ч до 48,4 ч.',
    },
  ])
  expect(quick.blocks).toMatchObject([
    { items: [{ standsOut: 'low', mood: 'good' }] },
    {
      text: expect.stringMatching(
        /well below the usual, which is good\. On Sundays it is usually between 33\.6 hr and 48\.4 hr\./,
      ),
    },
  ])
})

test('half a day and a young desk are not called unusual', async () => {
  const half = await build([USUAL], { rows: [{ 'desk.hours': 9 }], days: SUNDAYS, asOf: '2023-12-31T12:00:00Z' })
  const young = await build([USUAL], { rows: [{ 'desk.hours': 9 }], days: [null, null, null, null, null, 38, 41, 44] })

  expect(half.blocks).toMatchObject([
    { items: [{ value: 9, before: null }] },
    { text: 'Not compared with the usual: the data of this day is not complete yet.' },
  ])
  expect(young.blocks[1]).toMatchObject({ text: expect.stringMatching(/^No comparison with the usual yet/) })
})

test('what stands out is said once where the report has a place for it, and so is that nothing can be compared', async () => {
  const blocks: Block[] = [USUAL, { kind: 'stands-out', title: 'title' }]
  const usual = [40, 42, 41, 41, 40, 42, 41, 41]

  const high = await build(blocks, { days: usual, rows: [{ 'desk.hours': 60 }] })
  const young = await build(blocks, { days: [40], rows: [{ 'desk.hours': 60 }] })

  expect(high.blocks.map(({ kind }) => kind)).toEqual(['figures', 'heading', 'text'])
  expect(high.blocks.at(-1)).toMatchObject({ text: expect.stringMatching(/^Hours: 60 hr, well above the usual/) })
  expect(young.blocks.at(-1)).toMatchObject({ text: expect.stringMatching(/^No comparison with the usual yet/) })
})

test('figures of a pack that is not there are left out of a block, and the pack is named once', async () => {
  const both = { metrics: ['desk.hours', 'shop.orders'], order: { by: 'shop.orders' } }
  const asked: Query[] = []
  const { blocks } = await build(
    [
      { kind: 'figures', query: both },
      { kind: 'chart', title: 'title', query: both, chart: { kind: 'line', x: 'period', y: both.metrics } },
      { kind: 'table', title: 'title', query: { metrics: ['shop.orders'] } },
      { kind: 'analysis', title: 'title', analysis: 'shop.rfm' },
    ],
    {},
    asked,
  )

  expect(blocks.map(({ kind }) => kind)).toEqual(['figures', 'text', 'chart'])
  expect(blocks[1]).toMatchObject({ text: expect.stringContaining('Add shop() to packs') })
  expect(blocks[2]).toMatchObject({ spec: { y: ['desk.hours'] } })
  expect(asked.map(({ metrics, order }) => [metrics, order])).toEqual([
    [['desk.hours'], undefined],
    [['desk.hours'], undefined],
  ])
})

test('the usual of a weekday is for single days only', async () => {
  const { blocks } = await build([{ kind: 'figures', query: { ...HOURS, period: 'last-7-days' }, against: 'usual' }])

  expect(blocks).toMatchObject([{ kind: 'failed', reason: expect.stringMatching(/Give them a period of one day/) }])
})

test('a table with a comparison has a column for the earlier figures', async () => {
  const document = await build([{ kind: 'table', title: 'title', query: { ...HOURS, compare: 'previous-year' } }], {
    earlier: [{ 'desk.hours': 9 }],
  })

  expect(document.blocks[0]).toMatchObject({
    table: {
      columns: [{ label: 'Hours' }, { label: 'Hours, before', unit: 'hours' }],
      rows: [{ 'desk.hours': 10, 'desk.hours before': 9 }],
    },
  })
})

test('a chart knows which month is not complete', async () => {
  const block: Block = {
    kind: 'chart',
    title: 'title',
    query: { ...HOURS, grain: 'month', period: { from: '2023-10-01', to: '2023-12-31' } },
    chart: { kind: 'line', x: 'period', y: ['desk.hours'] },
  }

  const early = await build([block], { asOf: '2023-12-20T10:00:00Z' })
  const whole = await build([block], { asOf: '2023-12-31T21:00:00Z' })

  expect(early.blocks[0]).toMatchObject({ incompleteFrom: '2023-12-01' })
  expect(whole.blocks[0]).not.toHaveProperty('incompleteFrom')
})

test('an analysis is its claims, then what was asked to be shown', async () => {
  const document = await build([
    { kind: 'analysis', title: 'title', analysis: 'desk.change', show: ['months', 'notes'] },
  ])

  expect(document.blocks.map((block) => block.kind)).toEqual(['heading', 'claims', 'chart', 'table', 'notes'])
  expect(document.asOf).toEqual({ calls: '2023-12-31T21:00:00Z' })
})

test('of the tables of an analysis only the one that asks for it is split into sheets', async () => {
  const split = await build([
    {
      kind: 'analysis',
      title: 'title',
      analysis: 'desk.change',
      show: ['months'],
      sheets: { table: 'months', by: 'month' },
    },
  ])
  const other = await build([
    { kind: 'analysis', title: 'title', analysis: 'desk.change', sheets: { table: 'absent', by: 'month' } },
  ])

  expect(split.blocks.find(({ kind }) => kind === 'table')).toMatchObject({ splitBy: 'month' })
  expect(other.blocks.some((block) => 'splitBy' in block)).toBe(false)
})

test('a block that fails is a line with its reason; the rest stands, and nobody sees the inside of the program', async () => {
  const document = await build(
    [
      { kind: 'table', title: 'title', query: { metrics: ['desk.absent'] } },
      { kind: 'table', title: 'title', query: { metrics: ['desk.broken'] } },
      { kind: 'table', title: 'title', query: HOURS },
    ],
    {},
    [],
    'ru',
  )

  expect(document.blocks).toMatchObject([
    { kind: 'failed', title: 'Показатели за 1 янв. 2024 г.', reason: 'From a to b.' },
    { kind: 'failed', reason: 'ошибка внутри программы; подробности в журнале' },
    { kind: 'table' },
  ])
})

test('data that ends before the days of the report do is said in the first line', async () => {
  const block: Block = { kind: 'table', title: 'title', query: HOURS }

  // 31 December ends in Moscow at 21:00 UTC
  const fresh = await build([block], { asOf: '2023-12-31T21:00:00Z' })
  const stale = await build([block], { asOf: '2023-12-31T20:59:00Z' })

  expect(fresh.warning).toBeUndefined()
  expect(stale.warning).toMatch(/older than it should be: source ends at Dec 31, 2023, 11:59/)
})

test('a report that holds its own date bears data of up to 36 hours before the end of it', async () => {
  expect(STALE_AFTER_HOURS).toBe(36)
  const block: Block = { kind: 'table', title: 'title', query: HOURS }
  const buildThisWeek = (asOf: string) => build([block], { asOf }, [], 'en', 'this-week')

  // 1 January ends in Moscow at 21:00 UTC; 36 hours before is 31 December, 09:00 UTC
  const fresh = await buildThisWeek('2023-12-31T09:00:00Z')
  const stale = await buildThisWeek('2023-12-31T08:59:00Z')

  expect(fresh.warning).toBeUndefined()
  expect(stale.warning).toMatch(/older than it should be: source ends at Dec 31, 2023, 11:59/)
})
