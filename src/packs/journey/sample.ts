import { createRandom, type Random } from '../../stats/index.ts'
import { DAY, HOUR, KNOWN_UNTIL, arrivals, picker, timeText } from './sample/arrivals.ts'
import { EVENT } from './sample/catalog.ts'
import { type Story, hesitant, learner, visitor } from './sample/stories.ts'

export { sampleJourneySettings } from './sample/catalog.ts'

export interface SampleJourneyOptions {
  seed?: number
  users?: number
  /** share of answers of the second line that are not given in the last days of December; 0 plants no jam */
  jam?: number
}

/** The tables of the seed's database, row by row; times are what a clock in Moscow shows. */
export interface SampleJourney {
  /** `events_dict`: id, description */
  dictionary: readonly (readonly [id: number, description: string])[]
  /** `events`: user_id, event_id, happened_at */
  events: readonly (readonly [userId: number, eventId: number, happenedAt: string])[]
  /** `payments`: id, user_id, transaction_created_at, amount; a refund is below zero */
  payments: readonly (readonly [id: number, userId: number, createdAt: string, amount: number])[]
}

const FIRST_USER = 12_426_747
const JAM_FROM = KNOWN_UNTIL - 5 * DAY
const PRICES = [4_990, 9_990, 17_990, 29_990]
const IN_EXPERIMENTS = 0.06
const WRITTEN_TWICE = 0.002
const REFUNDED = 0.02

const dictionary = Object.values(EVENT)
  .filter((name) => name !== EVENT.purchase)
  .map((name, at) => [at + 1, name] as const)
const idOf = new Map<string, number>(dictionary.map(([id, name]) => [name, id]))

/**
 * The sales department of the seed over the year 2023: growth and seasons, weekdays and hours, three kinds of users,
 * experiments, repeated starts, ends before their starts, late payers, and a jam of the second line in the last days.
 * The same seed gives the same sample.
 * @example sampleJourney({ seed: 7 }).events.length // about 150 000
 */
export function sampleJourney(options: SampleJourneyOptions = {}): SampleJourney {
  const { seed = 2023, users = 20_000, jam = 0.9 } = options
  const random = createRandom(seed)
  const events: { user: number; event: number; second: number }[] = []
  const payments: { user: number; second: number; amount: number }[] = []
  const circumstances = { random, isJammed: (second: number) => second >= JAM_FROM && random.uniform() < jam }
  const pickKind = picker([32, 27, 41])
  const kinds = [learner, hesitant, visitor] as const
  let user = FIRST_USER
  for (const startsAt of arrivals(users, random)) {
    const id = user
    const story: Story = {
      tell(event, second) {
        if (second >= KNOWN_UNTIL) return
        const told = { user: id, event: idOf.get(event)!, second }
        events.push(told)
        if (random.uniform() < WRITTEN_TWICE) events.push(told)
      },
      pay(second) {
        if (second < KNOWN_UNTIL) payments.push(...paid(id, second, random))
      },
    }
    kinds[pickKind(random)]!(startsAt, story, circumstances)
    if (random.uniform() < IN_EXPERIMENTS) experiment(startsAt, story, random)
    user += 1 + random.integer(4)
  }
  return {
    dictionary,
    events: events.toSorted(bySecond).map((each) => [each.user, each.event, timeText(each.second)]),
    payments: payments
      .toSorted(bySecond)
      .map((each, at) => [800_001 + at, each.user, timeText(each.second), each.amount]),
  }
}

const bySecond = (a: { second: number }, b: { second: number }): number => a.second - b.second

/** A payment, seldom with its refund some days later. */
function paid(user: number, second: number, random: Random): { user: number; second: number; amount: number }[] {
  const amount = PRICES[Math.floor(PRICES.length * random.uniform() ** 1.6)]!
  const refundedAt = second + (1 + random.integer(12)) * DAY
  const isRefunded = random.uniform() < REFUNDED && refundedAt < KNOWN_UNTIL
  return [{ user, second, amount }, ...(isRefunded ? [{ user, second: refundedAt, amount: -amount }] : [])]
}

/** A demo lesson or messages, sometimes both halves of it. */
function experiment(startsAt: number, story: Story, random: Random): void {
  const isDemo = random.uniform() < 0.5
  const at = startsAt + 2 * HOUR + random.integer(3 * DAY)
  story.tell(isDemo ? EVENT.demoBegun : EVENT.messageSent, at)
  if (random.uniform() < 0.6) {
    story.tell(isDemo ? EVENT.demoDone : EVENT.messageAnswered, at + 20 * 60 + random.integer(2 * HOUR))
  }
}
