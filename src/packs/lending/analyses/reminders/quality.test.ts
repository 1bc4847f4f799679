import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../../test/lending/lending-desk.ts'
import { type AnalysisAnswer, type Row, addDays, daysBetween } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { sample } from '../../sample.ts'
import { keyOf } from './read-clients.ts'
import { type JudgedInstalment, learnRisk } from './risk.ts'

const TODAY = '2024-05-15'
const CLIENTS = process.env['SVODKA_FULL'] ? 4000 : 300

let desk: LendingDesk
let answer: AnalysisAnswer

beforeAll(async () => {
  desk = await openLendingDesk({ today: TODAY, asOf: new Date('2024-05-14T21:00:00Z') })
  const rows: Record<string, Row[]> = {}
  const records = sample.records({ clients: CLIENTS, from: '2021-01-01', to: addDays(TODAY, -1), seed: 1 })
  for (const { file, record } of records) (rows[sample.files[file]!.entity] ??= []).push(record)
  await desk.load(rows)
  answer = await desk.analyze('lending.reminders')
})
afterAll(() => desk.close())

test('on a sample book it tells who will be late, and means the chances that it names', () => {
  const { figures, tables } = answer

  expect(figures['auc_low']).toBeGreaterThan(0.8)
  expect(Number(figures['brier'])).toBeLessThan(0.75 * Number(figures['brier_of_share']))
  expect(figures['calibration_slope']).toBeGreaterThan(0.75)
  expect(figures['calibration_slope']).toBeLessThan(1.3)
  // bands say on average what came of all
  const bands = tables['calibration']!.rows
  const mean = (column: string) =>
    bands.reduce((sum, row) => sum + Number(row[column]) * Number(row['instalments']), 0) /
    Number(figures['trial_instalments'])
  expect(mean('observed')).toBeCloseTo(Number(figures['trial_late_share']), 9)
  expect(Math.abs(mean('expected') - mean('observed'))).toBeLessThan(0.06)
  if (process.env['SVODKA_FULL']) process.stdout.write(`${JSON.stringify({ clients: CLIENTS, figures, bands })}\n`)
})

test('what it knows of each past instalment is the same when counted client by client', async () => {
  const counted = learnRisk(await countedByLoops())!

  expect(counted.learned).toBe(answer.figures['learned_instalments'])
  expect(counted.trial!.instalments).toBe(answer.figures['trial_instalments'])
  expect(counted.trial!.area.area).toBeCloseTo(Number(answer.figures['auc']), 9)
  for (const { term, weight } of answer.tables['model']!.rows)
    expect(counted.coefficients[term as 'base']).toBeCloseTo(Number(weight), 6)
})

/** Every instalment of the year and of the ninety days, with the client's own past looked through one by one. */
async function countedByLoops(): Promise<JudgedInstalment[]> {
  const all = await desk.rows(sql`
    select source, client_id, due_on, settled_on, amount from mart.lending_instalments where client_id is not null`)
  const trialFrom = addDays(TODAY, -90)
  const byClient = Map.groupBy(all, (row) => keyOf(String(row['source']), String(row['client_id'])))
  return [...byClient].flatMap(([clientId, own]) => {
    const isLate = (row: Row) => row['settled_on'] === null || String(row['settled_on']) > String(row['due_on'])
    const judged = own.filter((row) => String(row['due_on']) < TODAY)
    return judged
      .filter((row) => String(row['due_on']) >= addDays(trialFrom, -365))
      .map((row) => {
        const asked = addDays(String(row['due_on']), -3)
        const earlier = judged.filter((other) => String(other['due_on']) < asked)
        const last = earlier.toSorted((a, b) => (fateOf(a) < fateOf(b) ? -1 : 1)).at(-1)
        const settled = last && last['settled_on'] !== null && String(last['settled_on']) < asked
        return {
          clientId,
          isLate: isLate(row),
          isForTrial: String(row['due_on']) >= trialFrom,
          known: earlier.length,
          late: earlier.filter(isLate).length,
          lastDaysPastDue: last
            ? Math.max(0, daysBetween(String(last['due_on']), settled ? String(last['settled_on']) : asked))
            : 0,
          amount: Number(row['amount']),
        }
      })
  })
}

/** Of instalments due on one day the one that was paid last, or never, comes last. */
const fateOf = (row: Row): string => `${String(row['due_on'])} ${String(row['settled_on'] ?? '9999')}`
