import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportFormat } from '../../src/app/index.ts'
import { RequestError, type Catalog } from '../../src/base/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { faultsOfAnswer, faultsOfFile, wordsOfPrograms } from './harmless.ts'
import { CHAT, FORMULA, MARKUP, openHostileCompany, type HostileCompany } from './hostile-packs.ts'

/* All that the packs show of a company that means harm: it comes to an end, and what was a text stays one. */

const asker = { person: OWNER, locale: 'ru' as const }
const isFull = process.env['SVODKA_FULL'] === '1'
const YEAR = { from: '2023-01-01', to: '2023-12-31' }

let company: HostileCompany
let catalog: Catalog
beforeAll(async () => {
  company = await openHostileCompany('hostile')
  catalog = await company.svodka.catalog(asker)
})
afterAll(() => company.close())

/** What is wrong with an answer; a refusal in words is none, unless the engine fell over the question. */
async function faultsOf<T>(
  where: string,
  ask: () => Promise<T>,
  look: (answer: T) => readonly string[] = faultsOfAnswer,
): Promise<string[]> {
  try {
    return look(await ask()).map((fault) => `${where}: ${fault}`)
  } catch (error) {
    if (!(error instanceof RequestError) || error.code === 'failed') return [`${where}: ${String(error)}`]
    return wordsOfPrograms(error.say('ru'))
  }
}

/** What stands in an answer beside the question itself. */
const query = async (...given: Parameters<HostileCompany['svodka']['query']>) => ({
  ...(await company.svodka.query(...given)),
  sql: '',
})

async function inTurn(asked: readonly (() => Promise<string[]>)[]): Promise<string[]> {
  const faults: string[] = []
  for (const ask of asked) faults.push(...(await ask()))
  return faults
}

test('every row is taken or rejected', () => {
  const { rows, taken, rejected } = company.counts

  expect(taken + rejected).toBe(rows)
  expect(taken).toBeGreaterThan(rows / 2)
})

test('every metric, whole, by months and by its dimensions, with the rows behind it', async () => {
  const asked = catalog.metrics.flatMap(({ id, dimensions }) => [
    ...[
      { metrics: [id] },
      { metrics: [id], grain: 'month' as const, period: YEAR, compare: 'previous-year' as const },
      ...dimensions.filter((_, at) => isFull || at < 2).map((by) => ({ metrics: [id], by: [by], limit: 50 })),
    ].map((question) => () => faultsOf(JSON.stringify(question), () => query(question, asker))),
    ...(isFull ? [() => faultsOf(`rows of ${id}`, () => company.svodka.rows({ metric: id, limit: 20 }, asker))] : []),
  ])

  expect(asked.length).toBeGreaterThan(200)
  expect(await inTurn(asked)).toEqual([])
})

test('home, and every tile of every dashboard', async () => {
  const views = await Promise.all(catalog.dashboards.map(({ id }) => company.svodka.dashboard(id, asker)))
  const asked = views.flatMap(({ id, tiles }) =>
    tiles.map(
      (tile) => () =>
        faultsOf<object>(`${id} ${tile.id}`, () =>
          tile.kind === 'analysis' ? company.svodka.analyze(tile.analysis, {}, asker) : query(tile.query, asker),
        ),
    ),
  )

  expect(asked.length).toBeGreaterThan(20)
  expect(await inTurn([() => faultsOf('home', () => company.svodka.home(asker)), ...asked])).toEqual([])
})

test('every analysis, as it is and of somebody whose name means harm', async () => {
  const asked = catalog.analyses.flatMap(({ id, settings }) =>
    [{}, Object.fromEntries(Object.keys(settings ?? {}).map((key) => [key, MARKUP]))].map(
      (given) => () => faultsOf(`${id} ${JSON.stringify(given)}`, () => company.svodka.analyze(id, given, asker)),
    ),
  )

  expect(await inTurn(asked)).toEqual([])
})

/** Of each format every so many reports; all with SVODKA_FULL. */
const FORMATS: readonly (readonly [ReportFormat, number])[] = [
  ['html', 2],
  ['md', 1],
  ['xlsx', 5],
  ['pdf', 9],
  ['png', 12],
]

test.each(FORMATS)('reports as %s: texts stay texts', async (format, every) => {
  const some = catalog.reports.filter((_, at) => isFull || at % every === 0)
  const asked = some.map(
    ({ id }) =>
      () =>
        faultsOf(
          `${id} ${format}`,
          () => company.svodka.report(id, { date: '2023-12-31', format }, asker),
          (files) => files.flatMap(({ content }) => faultsOfFile(Buffer.from(content), format)),
        ),
  )

  expect(asked.length).toBeGreaterThan(0)
  expect(await inTurn(asked)).toEqual([])
})

async function exported(as: 'csv' | 'xlsx'): Promise<Buffer> {
  const wanted = { query: { metrics: ['orders.revenue'], by: ['buyer'] } }
  const { content } = await company.svodka.exported(wanted, FORMULA, as, asker)
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('all buyers as files: no cell is a formula', async () => {
  const lines = (await exported('csv')).toString().split('\r\n')

  const cells = lines.map((line) => line.replace(/^"/, ''))
  expect(cells.some((each) => each.startsWith("'@SUM"))).toBe(true)
  expect(cells.filter((each) => /^[=+\-@\t]/.test(each))).toEqual([])
  expect(faultsOfFile(await exported('xlsx'), 'xlsx')).toEqual([])
})

test('Telegram takes reports as texts, and no markup that is not ours', async () => {
  const some = catalog.reports.filter((_, at) => isFull || at % 6 === 0)
  const asked = some.map(
    ({ id }) =>
      () =>
        faultsOf(`send ${id}`, () => company.svodka.sendReport({ report: id, to: ['all'] }, asker)),
  )

  expect(await inTurn(asked)).toEqual([])
  expect(company.telegram.violations).toEqual([])
  const texts = company.telegram.messages(CHAT).map(({ text }) => text ?? '')
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.flatMap(wordsOfPrograms)).toEqual([])
})
