import { afterAll, beforeAll, expect, test } from 'vitest'
import { RequestError, type Query } from '../base/index.ts'
import { defineDimension, defineMetric } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, ofTickets, openDesk, openDoor, type OpenDesk } from './testing.ts'

const rated = defineMetric({ ...created, id: 'desk.rated', from: 'mart.ratings' })
const broken = defineMetric({ ...created, id: 'desk.broken', sql: 'avg(no_such_column)' })
const dimensions = [
  ofTickets('priority'),
  defineDimension({ id: 'agent', meaning: '', columns: { 'mart.tickets': 'priority', 'mart.ratings': 'agent' } }),
]

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: {
      tickets: "select timestamp '2023-01-01' as created_at, 'high' as priority",
      ratings: "select timestamp '2023-01-01' as created_at, 'Ann' as agent",
    },
    metrics: [created, rated, broken],
    dimensions,
  })
})
afterAll(() => desk.close())

async function complaint(query: Partial<Query>): Promise<RequestError> {
  try {
    await desk.figures.query({ metrics: ['desk.created'], ...query }, OWNER_IN_ENGLISH)
  } catch (error) {
    if (error instanceof RequestError) return error
    throw error
  }
  throw new Error('the question was answered')
}

test('a mistyped metric is answered with the nearest one, in both languages', async () => {
  const error = await complaint({ metrics: ['desk.creatd'] })

  expect(error.say('en')).toContain('Did you mean “desk.created”?')
  expect(error.say('ru')).toContain('Может быть, «desk.created»')
})

test('a metric without its pack is found too', async () => {
  expect((await complaint({ metrics: ['created'] })).message).toContain('Did you mean “desk.created”?')
})

test('a mistyped dimension is answered with the nearest one', async () => {
  expect((await complaint({ by: ['prioritty'] })).message).toContain('Did you mean “priority”?')
  expect((await complaint({ where: [{ dimension: 'agnt', op: 'in', values: ['a'] }] })).message).toContain('“agent”')
})

test('a dimension that the metric’s mart lacks is answered with those it has', async () => {
  expect((await complaint({ metrics: ['desk.created', 'desk.rated'], by: ['priority'] })).message).toBe(
    '“desk.rated” cannot be split or filtered by “priority”. It knows: agent.',
  )
})

test('wrong grains, periods, days, zones, limits and orders are named', async () => {
  const wrongQueries: readonly (readonly [unknown, string])[] = [
    [{ grain: 'mounth' }, 'Did you mean “month”?'],
    [{ period: 'last-weak' }, 'Did you mean “last-week”?'],
    [{ compare: 'previous-yaer' }, 'Did you mean “previous-year”?'],
    [{ period: { from: '2023-02-30', to: '2023-03-01' } }, '“2023-02-30” is not a day'],
    [{ period: { from: '2023-02-28', to: '9999-12-31' } }, '“9999-12-31” is not a day'],
    [{ period: { from: '0001-01-01', to: '2023-12-31' } }, '“0001-01-01” is not a day'],
    [{ period: { from: '2023-03-02', to: '2023-03-01' } }, 'ends before it begins'],
    [{ timeZone: 'Europe/Mosco' }, 'no time zone “Europe/Mosco”'],
    [{ limit: 0 }, 'whole number from 1'],
    [{ limit: 1.5 }, '1.5 was given'],
    [{ order: { by: 'priority' } }, 'not in the answer'],
    [{ metrics: [] }, 'names no metric'],
    [{ where: [{ dimension: 'priority', op: 'between', from: 1 }] }, 'not a number'],
    [{ grain: 'day', period: { from: '1800-01-01', to: '2700-12-31' } }, 'more than 40,000 rows'],
  ]

  for (const [query, text] of wrongQueries) {
    expect((await complaint(query as Partial<Query>)).message).toContain(text)
  }
})

test('a definition that the engine refuses is a sentence, not a stack', async () => {
  const question = desk.figures.query({ metrics: ['desk.broken'], period: 'today' }, OWNER_IN_ENGLISH)

  await expect(question).rejects.toThrow(/no_such_column/)
})

test('definitions that contradict themselves are found when the door is opened', () => {
  const opened = (metric: Partial<typeof created>) => () =>
    openDoor({ metrics: [{ ...created, ...metric }], dimensions }, desk.warehouse)

  expect(opened({})).not.toThrow()
  expect(opened({ shareOver: ['line'] })).toThrow(/line/)
  expect(opened({ from: 'core.support_ticket' })).toThrow(/mart\.<name>/)
})
