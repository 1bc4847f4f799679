import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import type { Cell } from '../../base/index.ts'
import { calls, SAMPLE_OPERATORS, sampleCalls, sampleLegs, sampleQueueEvents } from './index.ts'

/*
Every figure of the pack, counted a second way: plain loops over the sample's records.
*/
const sample = sampleCalls({ seed: 4 })
const legs = sampleLegs(sample)
const events = sampleQueueEvents(sample)

type Leg = (typeof legs)[number]
type Event = (typeof events)[number] & Partial<Record<'data1' | 'data2' | 'data3' | 'data4', string>>

const second = (instant: string): number => Date.parse(instant) / 1000
const nameOf = new Map(SAMPLE_OPERATORS.map(({ extension, name }) => [extension, name]))
const SECOND_OF_DAY = 86_400
const ZONE = 3 * 3600
const dayOf = (at: number): string => new Date((at + ZONE) * 1000).toISOString().slice(0, 10)
const hourOf = (at: number): number => Math.floor(((at + ZONE) % SECOND_OF_DAY) / 3600)
const weekdayOf = (at: number): string =>
  new Date((at + ZONE) * 1000).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }).toLowerCase()

const isPerson = (leg: Leg): boolean =>
  leg.disposition === 'ANSWERED' && leg.far_channel !== null && ['Dial', 'Queue'].includes(leg.application)
const operatorOf = (leg: Leg): string | null => leg.far_extension ?? leg.near_extension

interface Visit {
  queue: string
  entered: number
  outcome: string
  wait: number
}

const END: Readonly<Record<string, string>> = {
  ABANDON: 'abandoned',
  EXITWITHTIMEOUT: 'no_answer',
  CONNECT: 'answered',
}

function visitsOf(of: readonly Event[]): Visit[] {
  const visits: Visit[] = []
  for (const event of of) {
    if (event.event === 'ENTERQUEUE')
      visits.push({ queue: sample.queues[event.queue!]!, entered: second(event.happened_at), outcome: '', wait: 0 })
    const outcome = END[event.event]
    if (outcome)
      Object.assign(visits.at(-1)!, { outcome, wait: Number(outcome === 'answered' ? event.data1 : event.data3) })
  }
  return visits.map((visit, at) => ({
    ...visit,
    outcome: visit.outcome === 'no_answer' && at + 1 < visits.length ? 'overflowed' : visit.outcome,
  }))
}

/** Seconds that any of the intervals covers, second by second. */
function covered(of: readonly Leg[]): number {
  const seconds = new Set<number>()
  for (const leg of of) {
    const end = second(leg.started_at) + leg.duration_seconds
    for (let at = end - leg.talk_seconds; at < end; at++) seconds.add(at)
  }
  return seconds.size
}

const eventsOf = Map.groupBy(
  events.filter(({ call_id }) => call_id !== null),
  ({ call_id }) => call_id!,
)

function callOf(of: readonly Leg[]) {
  const [first] = of.toSorted((a, b) => second(a.started_at) - second(b.started_at) || a.sequence - b.sequence)
  const people = of.filter(isPerson).toSorted((a, b) => second(a.started_at) - second(b.started_at))
  const visits = visitsOf((eventsOf.get(first!.call_id) ?? []) as Event[])
  const outcome =
    people.length > 0
      ? 'answered'
      : visits.at(-1)?.outcome === 'abandoned'
        ? 'abandoned'
        : of.some(({ application }) => application === 'VoiceMail')
          ? 'voicemail'
          : first!.direction === 'outbound'
            ? 'no_answer'
            : 'machine'
  const from = second(first!.started_at)
  return {
    id: first!.call_id,
    from,
    direction: first!.direction,
    customer: (first!.direction === 'inbound' ? first!.caller : first!.dialled).slice(-10),
    outcome,
    visits,
    wait: visits.length > 0 ? visits.reduce((sum, { wait }) => sum + wait, 0) : null,
    talk: covered(people),
    operator: people[0] ? nameOf.get(operatorOf(people[0])!)! : null,
    queue: visits.at(-1)?.queue ?? null,
    legs: of,
  }
}

const all = [...Map.groupBy(legs, ({ call_id }) => call_id).values()].map(callOf)
type Call = (typeof all)[number]

const isOffered = ({ direction, outcome }: Call) => direction === 'inbound' && outcome !== 'machine'
const isMissed = (call: Call) => isOffered(call) && call.outcome !== 'answered'
const talked = Map.groupBy(
  all.filter(({ outcome }) => outcome === 'answered'),
  ({ customer }) => customer,
)
const reachedBy = (call: Call): string | null => {
  const later = (talked.get(call.customer) ?? [])
    .filter(({ from }) => from > call.from && from <= call.from + SECOND_OF_DAY)
    .toSorted((a, b) => a.from - b.from)[0]
  return later ? (later.direction === 'outbound' ? 'called_back' : 'called_again') : null
}
const inboundOf = Map.groupBy(
  all.filter(({ direction }) => direction === 'inbound'),
  ({ customer }) => customer,
)
const isRepeat = (call: Call): boolean =>
  inboundOf
    .get(call.customer)!
    .some(({ from, id }) => id !== call.id && from <= call.from && call.from - from <= 7 * SECOND_OF_DAY)

/** A call and an operator. */
const pairs = all.flatMap((call) => {
  const of = call.legs.filter((leg) => leg.far_channel !== null && operatorOf(leg) !== null)
  return [...Map.groupBy(of, (leg) => operatorOf(leg)!)].map(([extension, own]) => ({
    from: Math.min(...own.map((leg) => second(leg.started_at))),
    operator: nameOf.get(extension)!,
    isRung: own.some((leg) => leg.far_extension !== null),
    isTaken: own.some(isPerson),
    talk: covered(own.filter(isPerson)),
    queue: call.queue,
    direction: call.direction,
  }))
})
const ratings = sample.ratings.map((rating) => {
  const call = all.find(({ id }) => id === rating.call_id)!
  const last = call.legs
    .filter(isPerson)
    .toSorted((a, b) => a.sequence - b.sequence)
    .at(-1)!
  return {
    from: second(rating.rated_at),
    score: rating.score,
    operator: nameOf.get(operatorOf(last)!)!,
    queue: call.queue,
  }
})
const visits = all.flatMap((call) => call.visits.map((visit) => ({ ...visit, from: visit.entered })))

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const mean = (values: readonly (number | null)[]): number | null =>
  values.length === 0 ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length
const count = <Row>(rows: readonly Row[], is: (row: Row) => boolean): number => rows.filter(is).length

const CALLS: Readonly<Record<string, (rows: readonly Call[]) => number | null>> = {
  'calls.calls': (rows) => rows.length,
  'calls.offered': (rows) => count(rows, isOffered),
  'calls.handled': (rows) => count(rows, (row) => isOffered(row) && row.outcome === 'answered'),
  'calls.missed': (rows) => count(rows, isMissed),
  'calls.missed_share': (rows) => share(count(rows, isMissed), count(rows, isOffered)),
  'calls.lost': (rows) => count(rows, (row) => isMissed(row) && reachedBy(row) === null),
  'calls.called_back_share': (rows) =>
    share(
      count(rows, (row) => isMissed(row) && reachedBy(row) === 'called_back'),
      count(rows, isMissed),
    ),
  'calls.callbacks_due': (rows) =>
    new Set(rows.filter((row) => isMissed(row) && reachedBy(row) === null).map(({ customer }) => customer)).size,
  // the sample's log is whole: everybody's waiting has ended
  'calls.waiting': () => 0,
  'calls.average_answer_seconds': (rows) =>
    mean(rows.filter((row) => isOffered(row) && row.outcome === 'answered').map(({ wait }) => wait)),
  'calls.average_handle_seconds': (rows) =>
    mean(rows.filter((row) => isOffered(row) && row.outcome === 'answered').map(({ talk }) => talk)),
  'calls.service_level': (rows) => {
    const inTime = ({ wait }: Call) => wait! <= 20
    const answered = rows.filter((row) => isOffered(row) && row.outcome === 'answered')
    const abandoned = rows.filter((row) => isOffered(row) && row.outcome === 'abandoned')
    return share(count(answered, inTime), answered.length + abandoned.length - count(abandoned, inTime))
  },
  'calls.abandoned_share': (rows) => {
    const queued = rows.filter((row) => isOffered(row) && row.visits.length > 0)
    return share(
      count(queued, ({ outcome }) => outcome === 'abandoned'),
      queued.length,
    )
  },
  'calls.average_abandon_seconds': (rows) =>
    mean(rows.filter((row) => isOffered(row) && row.outcome === 'abandoned').map(({ wait }) => wait)),
  'calls.repeat_share': (rows) =>
    share(
      count(rows, (row) => isOffered(row) && isRepeat(row)),
      count(rows, isOffered),
    ),
}

const VISITS: Readonly<Record<string, (rows: typeof visits) => number | null>> = {
  'calls.queue_offered': (rows) => rows.length,
  'calls.queue_answered': (rows) => count(rows, ({ outcome }) => outcome === 'answered'),
  'calls.queue_abandoned': (rows) => count(rows, ({ outcome }) => outcome === 'abandoned'),
  'calls.queue_overflowed': (rows) => count(rows, ({ outcome }) => outcome === 'overflowed'),
  'calls.queue_unanswered': (rows) => count(rows, ({ outcome }) => outcome === 'no_answer'),
  'calls.queue_wait_seconds': (rows) => mean(rows.map(({ wait }) => wait)),
}

const PAIRS: Readonly<Record<string, (rows: typeof pairs) => number | null>> = {
  'calls.rung': (rows) => count(rows, ({ isRung }) => isRung),
  'calls.taken': (rows) => count(rows, ({ isTaken }) => isTaken),
  'calls.ring_missed_share': (rows) =>
    share(
      count(rows, (row) => row.isRung && !row.isTaken),
      count(rows, ({ isRung }) => isRung),
    ),
  'calls.operator_handle_seconds': (rows) => mean(rows.filter(({ isTaken }) => isTaken).map(({ talk }) => talk)),
}

const RATINGS: Readonly<Record<string, (rows: typeof ratings) => number | null>> = {
  'calls.ratings': (rows) => rows.length,
  'calls.satisfaction': (rows) =>
    share(
      count(rows, ({ score }) => score >= 4),
      rows.length,
    ),
}

/** Eleven hours a day less an hour of lunch, each of 28 days. */
const PRESENT_SECONDS = 28 * 11 * 3600
const OCCUPANCY = 'calls.occupancy'

let desk: CallsDesk
beforeAll(async () => {
  desk = await openCallsDesk({ settings: { queues: sample.queues } })
  await desk.load({
    'calls.leg': legs,
    'calls.queue_event': events,
    'calls.rating': sample.ratings.map((rating) => ({ ...rating })),
    'calls.agent': SAMPLE_OPERATORS.map(({ extension, name }) => ({ agent_id: extension, name })),
  })
})
afterAll(() => desk.close())

const rounded = (value: Cell | undefined): Cell =>
  typeof value === 'number' ? Number(value.toFixed(6)) : (value ?? null)

test('the loops know every metric of the pack', () => {
  const known = [CALLS, VISITS, PAIRS, RATINGS].flatMap((each) => Object.keys(each))

  expect([...known, OCCUPANCY].toSorted()).toEqual(
    calls()
      .definition.metrics.map(({ id }) => id)
      .toSorted(),
  )
})

const GROUPS = [
  ['calls', CALLS, all],
  ['queues', VISITS, visits],
  ['operators’ calls', PAIRS, pairs],
  ['ratings', RATINGS, ratings],
] as const

test.each(GROUPS)('figures of %s by day', async (_, loops, rows) => {
  const metrics = Object.keys(loops)

  const answer = await desk.query({ metrics, grain: 'day', period: { from: '2023-12-04', to: '2023-12-31' } })

  const ways = loops as Readonly<Record<string, (of: readonly unknown[]) => number | null>>
  const days = Map.groupBy<string, { from: number }>(rows, ({ from }) => dayOf(from))
  expect(answer.rows).toHaveLength(28)
  for (const row of answer.rows) {
    const of = days.get(String(row['period'])) ?? []
    expect(metrics.map((id) => [row['period'], id, rounded(row[id])])).toEqual(
      metrics.map((id) => [row['period'], id, rounded(ways[id]!(of))]),
    )
  }
})

const DIMENSIONS: readonly (readonly [string, (typeof GROUPS)[number], (row: never) => unknown])[] = [
  ['operator', GROUPS[0], ({ operator }: Call) => operator],
  ['queue', GROUPS[0], ({ queue }: Call) => queue],
  ['direction', GROUPS[0], ({ direction }: Call) => direction],
  ['outcome', GROUPS[0], ({ outcome }: Call) => outcome],
  ['hour', GROUPS[0], ({ from }: Call) => hourOf(from)],
  ['weekday', GROUPS[0], ({ from }: Call) => weekdayOf(from)],
  ['queue', GROUPS[1], ({ queue }: Visit) => queue],
  ['outcome', GROUPS[1], ({ outcome }: Visit) => outcome],
  ['operator', GROUPS[2], ({ operator }: (typeof pairs)[number]) => operator],
  ['hour', GROUPS[2], ({ from }: (typeof pairs)[number]) => hourOf(from)],
  ['direction', GROUPS[2], ({ direction }: (typeof pairs)[number]) => direction],
  ['operator', GROUPS[3], ({ operator }: (typeof ratings)[number]) => operator],
]

test.each(DIMENSIONS.map(([dimension, [name, ...group], valueOf]) => [dimension, name, group, valueOf] as const))(
  'by %s: figures of %s',
  async (dimension, _, [loops, rows], valueOf) => {
    const metrics = Object.keys(loops)

    const answer = await desk.query({ metrics, by: [dimension] })

    const ways = loops as Readonly<Record<string, (of: readonly unknown[]) => number | null>>
    const groups = Map.groupBy<unknown, unknown>(rows, (row) => valueOf(row as never))
    expect(groups.size).toBeGreaterThan(1)
    const found = answer.rows.map((row) => [row[dimension], ...metrics.map((id) => rounded(row[id]))] as const)
    const counted = [...groups].map(([value, of]) => [value, ...metrics.map((id) => rounded(ways[id]!(of)))] as const)
    const byName = (list: readonly (readonly unknown[])[]) =>
      list.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
    expect(byName(found)).toEqual(byName(counted))
  },
)

test('occupancy: talk by the hours of the shift without lunch', async () => {
  const { rows } = await desk.query({ metrics: [OCCUPANCY], by: ['operator'] })

  const talk = Map.groupBy(pairs, ({ operator }) => operator)
  expect(new Map(rows.map((row) => [row['operator'], rounded(row[OCCUPANCY])]))).toEqual(
    new Map(
      [...talk].map(
        ([name, of]) => [name, rounded(of.reduce((sum, each) => sum + each.talk, 0) / PRESENT_SECONDS)] as const,
      ),
    ),
  )
})

test('a drill-down shows the calls behind a figure, with words for every column', async () => {
  const person = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'ru' } as const
  const period = { from: '2023-12-04', to: '2023-12-10' }
  const { rows, columns } = await desk.figures.rows({ metric: 'calls.missed', period, limit: 10_000 }, person)

  const [answer] = (await desk.query({ metrics: ['calls.missed'], period })).rows
  expect(rows).toHaveLength(Number(answer?.['calls.missed']))
  expect(columns.filter(({ label }) => /^[a-z ]+$/.test(label))).toEqual([])
})
