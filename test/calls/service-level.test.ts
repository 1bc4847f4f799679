import { afterAll, beforeAll, expect, test } from 'vitest'
import { calls } from '../../src/packs/calls/index.ts'
import { type CallsDesk, openCallsDesk } from './calls-desk.ts'

/*
The worked example of five formulas: 1 000 answered, 860 of them within 20 s; 60 hung up, 20 of them within 20 s and 10 within
5 s. Other ends of calls are in no formula.
*/
const PUBLISHED: readonly (readonly [formula: string, percent: string, text: string])[] = [
  ['early-abandons-met', '83.02', '(answered within 20 s + hung up within 20 s) / (answered + hung up)'],
  ['abandons-ignored', '86.00', 'answered within 20 s / answered; those who hung up are not counted'],
  ['abandons-failed', '81.13', 'answered within 20 s / (answered + hung up)'],
  ['early-abandons-removed', '82.69', 'answered within 20 s / (answered + hung up − hung up within 20 s)'],
  ['short-abandons-met', '82.08', '(answered within 20 s + hung up within 5 s) / (answered + hung up)'],
]

const ENDS: readonly (readonly [event: string, wait: number, count: number])[] = [
  ['CONNECT', 20, 860],
  ['CONNECT', 21, 140],
  ['ABANDON', 5, 10],
  ['ABANDON', 20, 10],
  ['ABANDON', 21, 40],
  ['EXITWITHTIMEOUT', 90, 7],
]

const BEGIN = Date.parse('2023-12-04T09:00:00Z')
const instant = (second: number) => new Date(BEGIN + second * 1000).toISOString()

let desk: CallsDesk
beforeAll(async () => {
  const ends = ENDS.flatMap(([event, wait, count]) => Array.from({ length: count }, () => ({ event, wait })))
  const rows = ends.flatMap(({ event, wait }, at) => {
    const common = { call_id: String(at), queue: '7000', place: at }
    const waited = event === 'CONNECT' ? { data1: String(wait) } : { data3: String(wait) }
    return [
      { ...common, event_id: `${at} in`, happened_at: instant(at), event: 'ENTERQUEUE' },
      { ...common, event_id: `${at} out`, happened_at: instant(at + wait), event, ...waited },
    ]
  })
  desk = await openCallsDesk()
  await desk.load({ 'calls.queue_event': rows })
})
afterAll(() => desk.close())

test.each(PUBLISHED)('the metric by %s is %s %, and its meaning says how', async (formula, percent, meaning) => {
  await desk.set({ serviceLevel: { formula } })

  const { rows, columns } = await desk.query({ metrics: ['calls.service_level'] })

  expect((Number(rows[0]?.['calls.service_level']) * 100).toFixed(2)).toBe(percent)
  expect(columns[0]?.label).toBe('Service level, 20 s')
  const catalog = calls({ serviceLevel: { formula } }).definition
  expect(catalog.metrics.find(({ id }) => id === 'calls.service_level')?.meaning).toBe(meaning)
  expect(catalog.words.say('ru', 'metric.calls.service_level.meaning')).toMatch(/принято за 20 с/)
})

test('the analysis shows all five beside each other, and prints the formula that it chose', async () => {
  const days = { from: '2023-12-04', to: '2023-12-04' }

  const { tables, statement } = await desk.analyze('calls.service-level', { ...days, formula: 'abandons-failed' })

  expect(tables['formulas']?.rows.map(({ share }) => (Number(share) * 100).toFixed(2))).toEqual(
    PUBLISHED.map(([, percent]) => percent),
  )
  expect(statement).toContain(
    'the service level is 81.1%: 860 of 1,060. Formula: answered within 20 s / (answered + hung up).',
  )
})

test('no call, no service level: neither 0 nor 100 %', async () => {
  const { rows } = await desk.query({
    metrics: ['calls.service_level'],
    period: { from: '2023-12-05', to: '2023-12-05' },
  })

  expect(rows).toEqual([{ 'calls.service_level': null }])
  await expect(desk.analyze('calls.service-level', { from: '2023-12-05', to: '2023-12-05' })).rejects.toThrow(
    /no answered or hung-up call/,
  )
})
