import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk, SOURCE } from '../../../../test/calls/calls-desk.ts'
import { RequestError } from '../../../base/index.ts'
import { OWNER } from '../../../kit/index.ts'
import { calls, sampleCalls, SAMPLE_OPERATORS, sampleLegs, sampleQueueEvents } from '../index.ts'

/* What an operator finds on each tile, beside what everybody finds who asks for that operator. */

const [{ name: ANNA } = { name: '' }, ...COLLEAGUES] = SAMPLE_OPERATORS
const operator = { person: { id: 'anna', name: ANNA, role: 'operator' }, locale: 'ru' } as const
const owner = { person: OWNER, locale: 'ru' } as const
const PERIOD = { from: '2023-12-04', to: '2023-12-07' }

const { definition } = calls()
const tiles = definition.dashboards.flatMap(({ id, tiles: of }) =>
  of.map((tile) => ({ name: `${id} ${tile.id}`, tile })),
)
const queries = tiles.flatMap(({ name, tile }) => ('query' in tile ? [{ name, query: tile.query }] : []))
const analyses = [...new Set(tiles.flatMap(({ tile }) => (tile.kind === 'analysis' ? [tile.analysis] : [])))]

let desk: CallsDesk
beforeAll(async () => {
  const sample = sampleCalls({ seed: 3, days: 4 })
  const waits = { event_id: 'waits', call_id: 'waits', event: 'ENTERQUEUE', queue: '7000', place: 0 }
  desk = await openCallsDesk({ today: '2023-12-07', settings: { queues: sample.queues } })
  // a call that was passed on names a colleague: neither of the two sees it
  const passedOn = new Set(sample.queueLog.filter(({ event }) => event === 'BLINDTRANSFER').map(({ callid }) => callid))
  await desk.load({
    'calls.leg': sampleLegs(sample).filter((leg) => !passedOn.has(leg.call_id)),
    'calls.queue_event': [
      ...sampleQueueEvents(sample).filter((event) => !passedOn.has(event.call_id ?? '')),
      { ...waits, happened_at: '2023-12-07T12:00:00Z' },
    ],
    'calls.rating': sample.ratings.map((rating) => ({ ...rating })),
    'calls.agent': SAMPLE_OPERATORS.map(({ extension, name }) => ({ agent_id: extension, name })),
  })
  for (const { id } of definition.entities)
    await desk.warehouse.mark(SOURCE, id, { asOf: new Date('2023-12-07T12:00:00Z') })
})
afterAll(() => desk.close())

const holdsColleagues = (answer: unknown): string[] =>
  COLLEAGUES.map(({ name }) => name).filter((name) => JSON.stringify(answer).includes(name))

test.each(queries)('$name: an operator’s own rows and no others', async ({ query: declared }) => {
  const query = { ...declared, period: PERIOD }
  const own = await desk.figures.query(query, operator)
  const asked = await desk.figures.query(
    { ...query, where: [{ dimension: 'operator', op: 'in', values: [ANNA] }] },
    owner,
  )

  expect(own.rows).toEqual(asked.rows)
  expect(holdsColleagues(own)).toEqual([])
  expect(own.rows).not.toEqual((await desk.figures.query(query, owner)).rows)
})

describe('an analysis on a dashboard', () => {
  test.each(analyses)('%s holds no colleague, or says why there is nothing', async (id) => {
    const asked = await desk.figures.analyze(id, {}, operator).catch((error: unknown) => error)

    expect(asked instanceof RequestError ? [] : holdsColleagues(asked)).toEqual([])
  })
})
