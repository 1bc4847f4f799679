import { describe, expect, test } from 'vitest'
import { type Day, addDays } from '../../../../base/index.ts'
import { type Random, createRandom } from '../../../../stats/index.ts'
import { type DayRules, dayRules } from './day-rules.ts'
import { type Candidate, type Decision, type Reason, decide } from './decide.ts'
import { type Made, type Refusal, mayContact } from './may-contact.ts'
import { type RemindersSettings, remindersSettings } from './pack-settings.ts'
import { CHANNELS } from './rules.ts'

const DEBTORS = process.env['SVODKA_FULL'] ? 10_000 : 100
const FROM = '2024-01-01'
const DAYS = Array.from({ length: 366 }, (_, at) => addDays(FROM, at))

const ZONES = ['Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Omsk', 'Asia/Kamchatka', 'Europe/Berlin', null]
const BARRED = ['bankrupt', 'minor', null, null, null, null, null, null]
const OTHERS = ['call', 'sms', 'meeting', 'robot_call', 'email']

/** A stage every day: nothing but the limits holds it back. */
const eager: RemindersSettings = remindersSettings.parse({
  stages: [-4, -3, -2, -1, ...Array.from({ length: 16 }, (_, at) => at + 1)].map((days) => ({
    days,
    isSoft: days < 14,
    channels: days % 7 === 6 ? ['robot_call', 'call'] : ['messenger', 'sms'],
  })),
  calendar: { holidays: ['2024-01-01', '2024-01-02', '2024-05-09'], workingDays: ['2024-04-27'] },
})
const usual = remindersSettings.parse({})

interface Contact extends Made {
  /** by the list, or by somebody else */
  isOurs: boolean
  decision?: Decision
}

interface Life {
  candidate: Candidate
  contacts: readonly Contact[]
}

/** One debtor through the year: instalments on one day of the month, paid in time, late or never; others contact them too. */
function live(id: number, rules: readonly DayRules[], tally: Map<Reason, number>): Life {
  const random = createRandom(id)
  const candidate = debtor(id, random)
  const contacts: Contact[] = []
  const dueDay = 1 + random.integer(28)
  let unpaidUntil = -1
  let oldestDueOn: Day | null = null
  for (const [at, each] of rules.entries()) {
    const { day } = each
    if (random.uniform() < 0.05)
      contacts.push({ on: day, channel: OTHERS[random.integer(5)]!, loanId: null, isOurs: false })
    if (oldestDueOn !== null && at >= unpaidUntil) oldestDueOn = null
    const nextDueOn = `${day.slice(0, 8)}${String(dueDay).padStart(2, '0')}`
    const decision = decide(each, {
      ...candidate,
      oldestDueOn,
      nextDueOn: nextDueOn >= day ? nextDueOn : addDays(day, 20),
      made: contacts,
    })
    tally.set(decision.reason, (tally.get(decision.reason) ?? 0) + 1)
    if (decision.reason === 'contact')
      contacts.push({ on: day, channel: decision.channel!, loanId: null, isOurs: true, decision })
    if (day.endsWith(nextDueOn.slice(8)) && oldestDueOn === null && random.uniform() < 0.6) {
      oldestDueOn = day
      unpaidUntil = at + 1 + random.integer(60)
    }
  }
  return { candidate, contacts }
}

/** A collector who tries all day, and asks each time before they do. */
function press(id: number, rules: readonly DayRules[], tally: Map<Refusal, number>): Life {
  const random = createRandom(id)
  const candidate = {
    ...debtor(id, random),
    barredReason: null,
    isOptedOut: false,
    phone: '+7 900',
    messenger: '@name',
  }
  const contacts: Contact[] = []
  for (const each of rules) {
    if (random.uniform() < 0.1)
      contacts.push({ on: each.day, channel: OTHERS[random.integer(5)]!, loanId: null, isOurs: false })
    for (let attempt = 0; attempt < 4; attempt++) {
      const channel = CHANNELS[random.integer(CHANNELS.length)]!
      const answer = mayContact(each, candidate, { channel, isBeforeDue: false, loanIds: ['L'], made: contacts })
      if (answer.isAllowed) contacts.push({ on: each.day, channel, loanId: null, isOurs: true })
      else tally.set(answer.refusal, (tally.get(answer.refusal) ?? 0) + 1)
    }
  }
  return { candidate, contacts }
}

const debtor = (id: number, random: Random): Candidate => ({
  clientId: String(id),
  timeZone: ZONES[random.integer(ZONES.length)]!,
  phone: random.uniform() < 0.9 ? '+7 900' : null,
  messenger: random.uniform() < 0.6 ? '@name' : null,
  isOptedOut: random.uniform() < 0.05,
  barredReason: BARRED[random.integer(BARRED.length)]!,
  oldestDueOn: null,
  overdueAmount: 5000,
  nextDueOn: null,
  nextAmount: 5000,
  loanIds: ['L'],
  risk: random.uniform(),
  made: [],
})

const WAY: Readonly<Record<string, string>> = {
  call: 'talk',
  robot_call: 'talk',
  sms: 'message',
  messenger: 'message',
  email: 'message',
  meeting: 'meeting',
}
const MOST = { talk: [1, 2, 8], message: [2, 4, 16], meeting: [Infinity, 1, Infinity] } as const

/** Names of the day, the week and the month, by plain counting of days. */
function stretches(day: Day): readonly string[] {
  const number = Date.parse(`${day}T00:00:00Z`) / 86_400_000
  // 1 January 1970 was a Thursday
  return [day, `week ${Math.floor((number + 3) / 7)}`, day.slice(0, 7)]
}

/** Contacts of the list that stand above a limit when all are counted again in their order. */
function overLimits({ contacts }: Life): Contact[] {
  const counts = new Map<string, number>()
  return contacts.filter(({ on, channel, isOurs }) => {
    const way = WAY[channel]! as keyof typeof MOST
    const over = stretches(on).map((stretch, at) => {
      const count = (counts.get(`${way} ${stretch}`) ?? 0) + 1
      counts.set(`${way} ${stretch}`, count)
      return count > MOST[way][at]!
    })
    return isOurs && over.includes(true)
  })
}

/** The hour that a clock in the zone shows, by the engine's own calendar. */
const clockIn = (zone: string, instant: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant))

const FREE = new Set(['2024-01-01', '2024-01-02', '2024-05-09'])

function isAtAllowedHour({ on, decision }: Contact, { timeZone }: Candidate): boolean {
  const isWeekend = [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay()) && on !== '2024-04-27'
  const [from, to] = isWeekend || FREE.has(on) ? ['09:00', '20:00'] : ['08:00', '22:00']
  const zones = timeZone === null ? ['Europe/Kaliningrad', 'Asia/Kamchatka'] : [timeZone]
  return zones.every((zone) => {
    const clock = clockIn(zone, decision!.time!.at)
    return clock >= `${on} ${from}` && clock < `${on} ${to}`
  })
}

describe(`a year of ${DEBTORS} debtors under pressure`, () => {
  const tally = new Map<Refusal, number>()
  const rules = DAYS.map((day) => dayRules(day, usual))
  const lives = Array.from({ length: DEBTORS }, (_, id) => press(id + 1, rules, tally))

  test('no limit of a day, a week or a month is ever exceeded', () => {
    expect(lives.flatMap(overLimits)).toEqual([])
  })

  test('each limit was reached, and used up', () => {
    const most = (stretch: 0 | 1 | 2, way: string): number =>
      Math.max(
        ...lives.flatMap(({ contacts }) => {
          const counted = contacts.filter(({ channel }) => WAY[channel] === way)
          return [...Map.groupBy(counted, ({ on }) => stretches(on)[stretch]).values()].map((group) => group.length)
        }),
      )

    for (const refusal of ['limit_day', 'limit_week', 'limit_month'] as const)
      expect(tally.get(refusal)).toBeGreaterThan(DEBTORS)
    // others may go beyond a limit; the list then adds nothing
    for (const way of ['talk', 'message'] as const)
      for (const stretch of [0, 1, 2] as const) expect(most(stretch, way)).toBeGreaterThanOrEqual(MOST[way][stretch])
  })
})

describe(`a year of ${DEBTORS} debtors`, () => {
  const tally = new Map<Reason, number>()
  const rules = DAYS.map((day) => dayRules(day, eager))
  const lives = Array.from({ length: DEBTORS }, (_, id) => live(id + 1, rules, tally))
  const ours = lives.flatMap((life) =>
    life.contacts.filter(({ isOurs }) => isOurs).map((contact) => ({ contact, who: life.candidate })),
  )

  test('no limit of a day, a week or a month is ever exceeded', () => {
    expect(lives.flatMap(overLimits)).toEqual([])
  })

  test('the list is busy enough to meet the limits', () => {
    expect(tally.get('limit_week')).toBeGreaterThan(DEBTORS)
    expect(ours.length).toBeGreaterThan(20 * DEBTORS)
  })

  test('contact is within the allowed hours where the debtor lives', () => {
    const sample = ours.filter((_, at) => at % Math.ceil(ours.length / 4000) === 0)

    expect(sample.filter(({ contact, who }) => !isAtAllowedHour(contact, who))).toEqual([])
  })

  test('nobody who is barred or opted out is contacted, nobody held out reminded', () => {
    const wrong = ours.filter(
      ({ contact: { decision }, who }) =>
        who.barredReason !== null || who.isOptedOut || (decision!.arm === 'held_out' && decision!.stage!.isSoft),
    )

    expect(wrong).toEqual([])
    expect(ours.some(({ contact }) => contact.decision!.arm === 'held_out')).toBe(true)
  })

  test('with the usual stages nobody hears from the list on two days in a row', () => {
    const calm = DAYS.map((day) => dayRules(day, usual))
    const days = Array.from({ length: 40 }, (_, id) =>
      live(id + 1, calm, new Map())
        .contacts.filter(({ isOurs }) => isOurs)
        .map(({ on }) => on),
    )

    expect(days.flat().length).toBeGreaterThan(80)
    expect(days.flatMap((list) => list.filter((day, at) => list[at + 1] === addDays(day, 1)))).toEqual([])
  })
})
