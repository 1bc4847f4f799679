import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../../test/lending/lending-desk.ts'
import { type AnalysisAnswer, type Row, addDays, daysBetween } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { sample } from '../../sample.ts'
import { keyOf } from './read-clients.ts'
import { type JudgedInstalment, type Past, learnRisk } from './risk.ts'

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

test('what it knows of each instalment is the same when counted client by client', async () => {
  const { judged, coming } = await countedByLoops()
  const counted = learnRisk(judged)!

  expect(counted.learned).toBe(answer.figures['learned_instalments'])
  expect(counted.trial!.instalments).toBe(answer.figures['trial_instalments'])
  expect(counted.trial!.area.area).toBeCloseTo(Number(answer.figures['auc']), 9)
  for (const { term, weight } of answer.tables['model']!.rows)
    expect(counted.coefficients[term as 'base']).toBeCloseTo(Number(weight), 6)

  const told = answer.tables['decisions']!.rows.filter(({ chance }) => chance !== null)
  expect(told.length).toBe(coming.size)
  for (const row of told) {
    const pasts = coming.get(keyOf(String(row['source']), String(row['client_id'])))!
    expect(row['chance']).toBeCloseTo(Math.max(...pasts.map(counted.chanceOf)), 6)
  }
})

/** Every instalment of the year, of the ninety days and of the week to come, with the client's own past looked through one by one. */
async function countedByLoops(): Promise<{ judged: JudgedInstalment[]; coming: Map<string, Past[]> }> {
  const all = await desk.rows(sql`
    select source, client_id, due_on, settled_on, amount from mart.lending_instalments where client_id is not null`)
  const trialFrom = addDays(TODAY, -90)
  const judged: JudgedInstalment[] = []
  const coming = new Map<string, Past[]>()
  const byClient = Map.groupBy(all, (row) => keyOf(String(row['source']), String(row['client_id'])))
  for (const [clientId, own] of byClient) {
    for (const row of own) {
      const dueOn = String(row['due_on'])
      const past = pastOf(row, own)
      if (dueOn >= addDays(trialFrom, -365) && dueOn < TODAY)
        judged.push({ ...past, clientId, isLate: isLate(row), isForTrial: dueOn >= trialFrom })
      if (dueOn >= TODAY && dueOn <= addDays(TODAY, 7) && row['settled_on'] === null)
        coming.set(clientId, [...(coming.get(clientId) ?? []), past])
    }
  }
  return { judged, coming }
}

function pastOf(row: Row, own: readonly Row[]): Past {
  const threeDaysBefore = addDays(String(row['due_on']), -3)
  const asked = threeDaysBefore < TODAY ? threeDaysBefore : TODAY
  const earlier = own.filter(({ due_on }) => String(due_on) < threeDaysBefore && String(due_on) < TODAY)
  const last = earlier.toSorted((a, b) => (fateOf(a) < fateOf(b) ? -1 : 1)).at(-1)
  const paidOn = last && last['settled_on'] !== null && String(last['settled_on']) < asked ? last['settled_on'] : asked
  return {
    known: earlier.length,
    late: earlier.filter(isLate).length,
    lastDaysPastDue: last ? Math.max(0, daysBetween(String(last['due_on']), String(paidOn))) : 0,
    amount: Number(row['amount']),
  }
}

const isLate = (row: Row): boolean => row['settled_on'] === null || String(row['settled_on']) > String(row['due_on'])

/** Of instalments due on one day the one that was paid last, or never, comes last. */
const fateOf = (row: Row): string => `${String(row['due_on'])} ${String(row['settled_on'] ?? '9999')}`
