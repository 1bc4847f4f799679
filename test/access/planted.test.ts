import { afterAll, beforeAll, expect, test } from 'vitest'
import { RequestError, type RowsQuery } from '../../src/base/index.ts'
import type { Asker, Figures } from '../../src/figures/index.ts'
import { openDesk, openDoor, type OpenDesk, type TestDesk } from '../../src/figures/testing.ts'
import { defineDimension, defineMetric, OWNER, sql } from '../../src/kit/index.ts'
import { exportFile } from '../../src/reports/index.ts'
import { words } from '../../src/app/words.ts'
import { foreignTokens, withoutProof } from './matrix.ts'
import { ANNA, tokensIn, ZINAIDA } from './rows.ts'

/* Five leaks, planted one at a time into the parts that answer; the checks of the matrix must find each. */

const MARTS = {
  taken: `select * from (values
    ('${ANNA}', 'zqv00', timestamp '2023-05-01 00:00:00'),
    ('${ANNA}', 'zqv03', timestamp '2023-05-02 00:00:00'),
    ('${ZINAIDA}', 'zqv01', timestamp '2023-05-03 00:00:00')) as t(operator, call_id, rung_at)`,
}
const taken = defineMetric({
  id: 'desk.taken',
  meaning: 'Calls.',
  unit: 'count',
  better: 'neither',
  from: 'mart.taken',
  at: 'rung_at',
  sql: 'count(*)',
})
const operator = defineDimension({ id: 'operator', meaning: 'Who.', columns: { 'mart.taken': 'operator' } })
const DESK = {
  marts: MARTS,
  metrics: [taken],
  dimensions: [operator],
  words: { 'metric.desk.taken': 'Taken', 'dimension.operator': 'Operator' },
}
const visibleRows: NonNullable<TestDesk['options']>['visibleRows'] = ({ role, name }) =>
  role === 'owner' ? 'all' : sql`operator = ${name}`

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({ ...DESK, options: { visibleRows } })
})
afterAll(() => desk.close())

const owner: Asker = { person: OWNER, locale: 'en' }
const anna: Asker = { person: { id: 'anna', name: ANNA, role: 'operator' }, locale: 'en' }
const SEEN = new Set(['zqo01', 'zqv00', 'zqv03'])

/** What answers, as a program has it: each may be put in place of the right one. */
interface Parts {
  query: Figures['query']
  rows: Figures['rows']
  values: Figures['values']
  exported(wanted: { rows: RowsQuery }, asker: Asker): Promise<string>
}

const right = (): Parts => ({
  query: desk.figures.query,
  rows: desk.figures.rows,
  values: desk.figures.values,
  async exported(wanted, asker) {
    const writing = { locale: asker.locale, timeZone: 'UTC', currency: undefined }
    const { content } = await exportFile(await desk.figures.whole(wanted, asker), 'x', 'csv', writing)
    const pieces: Buffer[] = []
    for await (const piece of content) pieces.push(Buffer.from(piece))
    return Buffer.concat(pieces).toString()
  },
})

/** The walk of the matrix over these parts: somebody who sees everything asks first, then somebody who does not. */
async function leaksOf(parts: Parts): Promise<Record<string, readonly string[]>> {
  const paths: Record<string, (asker: Asker) => Promise<unknown>> = {
    query: (asker) => parts.query({ metrics: ['desk.taken'], by: ['operator'] }, asker),
    rows: (asker) => parts.rows({ metric: 'desk.taken' }, asker),
    values: (asker) => parts.values('operator', asker),
    export: (asker) => parts.exported({ rows: { metric: 'desk.taken' } }, asker),
    error: (asker) => parts.query({ metrics: ['desk.taken'], by: ['nobody'] }, asker),
  }
  const found: [string, readonly string[]][] = []
  for (const [path, ask] of Object.entries(paths)) {
    const answers: string[] = []
    for (const asker of [owner, anna]) {
      answers.push(
        await ask(asker).then(
          (answer) => JSON.stringify(answer),
          (error: unknown) => String(error),
        ),
      )
    }
    const leaks = foreignTokens(answers[1] ?? '', SEEN)
    if (leaks.length > 0) found.push([path, leaks.toSorted()])
  }
  return Object.fromEntries(found)
}

test('the parts as they are leak nothing, though everything is there to be leaked', async () => {
  const all = await right().exported({ rows: { metric: 'desk.taken' } }, owner)

  expect(tokensIn(all).toSorted()).toEqual(['zqo01', 'zqo02', 'zqv00', 'zqv01', 'zqv03'])
  expect(await leaksOf(right())).toEqual({})
})

test('a route without a rule is caught', async () => {
  const parts = right()

  expect(await leaksOf({ ...parts, rows: (question) => parts.rows(question, owner) })).toEqual({
    rows: ['zqo02', 'zqv01'],
  })
})

test('a cache whose key lacks the person is caught', async () => {
  const parts = right()
  const remembered = new Map<string, ReturnType<Figures['query']>>()
  const query: Figures['query'] = (question, asker) => {
    const key = JSON.stringify(question)
    const answer = remembered.get(key) ?? parts.query(question, asker)
    remembered.set(key, answer)
    return answer
  }

  expect(await leaksOf({ ...parts, query })).toEqual({ query: ['zqo02'] })
})

test('a filter list that knows no rules is caught', async () => {
  const parts = right()

  expect(await leaksOf({ ...parts, values: (dimension) => parts.values(dimension, owner) })).toEqual({
    values: ['zqo02'],
  })
})

test('an export that asks as the owner is caught', async () => {
  const parts = right()

  expect(await leaksOf({ ...parts, exported: (wanted) => parts.exported(wanted, owner) })).toEqual({
    export: ['zqo02', 'zqv01'],
  })
})

test('an error that quotes a value is caught', async () => {
  const parts = right()
  const query: Figures['query'] = (question, asker) =>
    parts.query(question, asker).catch(async () => {
      const [{ value } = { value: '' }] = (await parts.values('operator', owner)).toReversed()
      throw new RequestError(words, 'no_report', { id: 'nobody', hint: 'none', known: String(value) })
    })

  expect(await leaksOf({ ...parts, query })).toEqual({ error: ['zqo02'] })
})

test('a route that nobody proves is caught', () => {
  expect(withoutProof({ 'GET /api/a': 1, 'GET /api/new': 1 }, { 'GET /api/a': 1 })).toEqual(['GET /api/new'])
  expect(withoutProof({ 'GET /api/a': 1 }, { 'GET /api/a': 1, 'GET /api/gone': 1 })).toEqual(['GET /api/gone'])
})

test('equal questions of people who see other rows are counted anew; of those who see the same, once', async () => {
  const from: string[] = []
  const onAnswer = (answer: string) => void from.push(answer)
  const figures = openDoor(DESK, desk.warehouse, { visibleRows, onAnswer })
  const question = { metrics: ['desk.taken'], period: { from: '2023-01-01', to: '2023-12-31' } }
  const zinaida: Asker = { ...anna, person: { ...anna.person, name: ZINAIDA } }
  const annaAgain: Asker = { ...anna, person: { ...anna.person, id: 'another login' } }

  const counts: unknown[] = []
  for (const asker of [owner, anna, zinaida, annaAgain])
    counts.push((await figures.query(question, asker)).rows[0]?.['desk.taken'])

  expect(counts).toEqual([3, 2, 1, 2])
  expect(from).toEqual(['warehouse', 'warehouse', 'warehouse', 'memory'])
})
