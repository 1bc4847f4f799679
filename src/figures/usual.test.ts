import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usualFigures, usualOf, usualRows } from './index.ts'
import { OWNER_IN_ENGLISH, created, ofTickets, openDesk, type OpenDesk } from './testing.ts'

/** Sundays of two months before 2023-12-31, a ticket more on each; nothing before 5 November. */
const SUNDAYS = ['2023-11-05', '2023-11-12', '2023-11-19', '2023-11-26', '2023-12-03']
const rows = [...SUNDAYS, '2023-12-31'].flatMap((day, index) =>
  Array.from({ length: index + 1 }, () => `(timestamp '${day} 10:00:00', '${index % 2 === 0 ? 'a' : 'b'}')`),
)

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: { tickets: `select * from (values ${rows.join(', ')}) as ticket(created_at, kind)` },
    metrics: [created],
    dimensions: [ofTickets('kind')],
  })
})
afterAll(() => desk.close())

test('the interval is the mean, give or take Student’s t times the spread of one more day', () => {
  // R: predict(lm(c(38,41,44,39,42,40,43,41) ~ 1), data.frame(x = 1), interval = 'prediction', level = 0.99)
  const usual = usualOf([38, 41, 44, 39, 42, 40, 43, 41], 'count')

  expect(usual?.value).toBe(41)
  expect(usual?.low).toBeCloseTo(41 - 3.4994833 * 2 * Math.sqrt(1.125), 5)
  expect(usual?.high).toBeCloseTo(41 + 3.4994833 * 2 * Math.sqrt(1.125), 5)
})

test('three days are too few; what cannot be negative is not, and a share is at most one', () => {
  expect(usualOf([1, 2, 3, null], 'count')).toBeUndefined()
  expect(usualOf([0, 9, 0, 1], 'count')).toMatchObject({ low: 0 })
  expect(usualOf([1, 0.9, 1, 0.8], 'share')).toMatchObject({ high: 1 })
  expect(usualOf([5, -9, 4, 1], 'money')?.low).toBeLessThan(-9)
})

test('a day like all the days before is usual, whatever its value', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 4, max: 8 }), (value, count) => {
      const usual = usualOf(
        Array.from({ length: count }, () => value),
        'number',
      )

      expect(usual?.low).toBeLessThanOrEqual(value)
      expect(usual?.high).toBeGreaterThanOrEqual(value)
    }),
  )
})

test('days before the first row are no zeros; days without rows after it are', async () => {
  const usual = await usualRows(desk.figures, { metrics: ['desk.created'] }, '2023-12-31', OWNER_IN_ENGLISH)

  // eight Sundays before are 5 November to 24 December: 1, 2, 3, 4, 5, 0, 0, 0
  expect(usual({}, 'desk.created', 'count')?.value).toBeCloseTo(15 / 8, 10)
  const early = await usualRows(desk.figures, { metrics: ['desk.created'] }, '2023-12-03', OWNER_IN_ENGLISH)
  expect(early({}, 'desk.created', 'count')?.value).toBe(2.5)
  const tooEarly = await usualRows(desk.figures, { metrics: ['desk.created'] }, '2023-11-26', OWNER_IN_ENGLISH)
  expect(tooEarly({}, 'desk.created', 'count')).toBeUndefined()
})

test('a split has the usual of each of its values', async () => {
  const usual = await usualRows(
    desk.figures,
    { metrics: ['desk.created'], by: ['kind'] },
    '2023-12-10',
    OWNER_IN_ENGLISH,
  )

  // Sundays with rows of "a" have 1, 3 and 5 of them, those with "b" 2 and 4
  expect(usual({ kind: 'a' }, 'desk.created', 'count')?.value).toBeCloseTo(9 / 5, 10)
  expect(usual({ kind: 'b' }, 'desk.created', 'count')?.value).toBeCloseTo(6 / 5, 10)
})

test('the home page’s usual is the same mean', async () => {
  const found = await usualFigures(desk.figures, ['desk.created'], '2023-12-31', OWNER_IN_ENGLISH)

  expect(found.get('desk.created')).toMatchObject({ value: 6, usual: 15 / 8 })
})
