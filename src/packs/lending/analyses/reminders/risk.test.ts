import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../stats/index.ts'
import { type JudgedInstalment, learnRisk } from './risk.ts'

/** Clients with a habit each, ten instalments in a row; the last three of each are for the trial. */
function book(clients: number, habit: (client: number) => number): JudgedInstalment[] {
  const random = createRandom(41)
  return Array.from({ length: clients }, (_, client) => {
    let late = 0
    return Array.from({ length: 10 }, (__, known): JudgedInstalment => {
      const isLate = random.uniform() < habit(client)
      const past = { known, late, lastDaysPastDue: 0, amount: 1000 + client }
      late += isLate ? 1 : 0
      return { ...past, clientId: String(client), isLate, isForTrial: known >= 7 }
    })
  }).flat()
}

describe('the chance to be late', () => {
  const model = learnRisk(book(400, (client) => (client % 4 === 0 ? 0.8 : 0.05)))!

  test('grows with the share of late instalments', () => {
    const chances = [0, 2, 5, 10].map((late) => model.chanceOf({ known: 10, late, lastDaysPastDue: 0, amount: 1000 }))

    expect(chances).toEqual(chances.toSorted((a, b) => a - b))
    expect(chances[0]).toBeLessThan(0.1)
    expect(chances[3]).toBeGreaterThan(0.7)
  })

  test('of somebody who has no past is about everybody’s', () => {
    const chance = model.chanceOf({ known: 0, late: 0, lastDaysPastDue: 0, amount: 1000 })

    expect(Math.abs(chance - model.learnedLateShare)).toBeLessThan(0.08)
  })

  test('proves itself on what it did not learn from', () => {
    expect(model.learned).toBe(2800)
    expect(model.trial!.instalments).toBe(1200)
    expect(model.trial!.area.interval.low).toBeGreaterThan(0.8)
    expect(model.trial!.calibration.slope).toBeGreaterThan(0.7)
  })

  test('cannot be told where nothing can: the area holds a half', () => {
    const blind = learnRisk(book(400, () => 0.3))!

    expect(blind.trial!.area.interval.low).toBeLessThan(0.5)
    expect(blind.trial!.area.interval.high).toBeGreaterThan(0.5)
  })
})

describe('too little to learn from', () => {
  test.each([
    ['few instalments', book(15, () => 0.5)],
    ['nobody late', book(100, () => 0)],
    [
      'one client late',
      book(60, (client) => (client === 0 ? 1 : 0)).flatMap((each) => (each.isLate ? [each, each, each] : [each])),
    ],
  ])('%s', (_, instalments) => {
    expect(learnRisk(instalments)).toBeNull()
  })

  test('only the trial may be missing', () => {
    const model = learnRisk(book(400, () => 0.3).map((each) => ({ ...each, isForTrial: false })))!

    expect(model.trial).toBeNull()
    expect(model.learned).toBe(4000)
  })
})
