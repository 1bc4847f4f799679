import { beforeAll, describe, expect, test } from 'vitest'
import { type Day, addDays } from '../../../../base/index.ts'
import { type Random, createRandom } from '../../../../stats/index.ts'
import { type DayRules, dayRules } from './day-rules.ts'
import { type Candidate, type Decision, type Reason, decide } from './decide.ts'
import { type Made, type Refusal, mayContact } from './may-contact.ts'
import { type RemindersSettings, remindersSettings } from './pack-settings.ts'
import { contactPeriod } from './read-clients.ts'
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
      made: recent(contacts, each),
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

/** As the list reads them: only as far back as limits and stages look. */
function recent(contacts: readonly Contact[], rules: DayRules): readonly Contact[] {
  const from = firstDays.get(rules) ?? contactPeriod(rules).from
  firstDays.set(rules, from)
  return contacts.slice(contacts.findLastIndex(({ on }) => on < from) + 1)
}
const firstDays = new Map<DayRules, Day>()

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
      const made = recent(contacts, each)
      const answer = mayContact(each, candidate, { channel, isBeforeDue: false, loanIds: ['L'], made })
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

/** The most that anybody was contacted in one way within a day, a week, a month. */
function keepMost(most: Map<string, number>, { contacts }: Life): void {
  const counts = new Map<string, number>()
  for (const { on, channel } of contacts) {
    for (const [at, stretch] of stretches(on).entries()) {
      const key = `${WAY[channel]} ${stretch}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      const size = `${WAY[channel]} ${at}`
      most.set(size, Math.max(most.get(size) ?? 0, counts.get(key)!))
    }
  }
}

describe(`a year of ${DEBTORS} debtors under pressure`, () => {
  const tally = new Map<Refusal, number>()
  const most = new Map<string, number>()
  const over: Contact[] = []
  beforeAll(() => {
    const rules = DAYS.map((day) => dayRules(day, usual))
    for (let id = 1; id <= DEBTORS; id++) {
      const life = press(id, rules, tally)
      over.push(...overLimits(life))
      keepMost(most, life)
    }
  })

  test('no limit of a day, a week or a month is ever exceeded', () => {
    expect(over).toEqual([])
  })

  test('each limit was reached, and used up', () => {
    for (const refusal of ['limit_day', 'limit_week', 'limit_month'] as const)
      expect(tally.get(refusal)).toBeGreaterThan(DEBTORS)
    // others may go beyond a limit; the list then adds nothing
    for (const way of ['talk', 'message'] as const)
      for (const [at, limit] of MOST[way].entries()) expect(most.get(`${way} ${at}`)).toBeGreaterThanOrEqual(limit)
  })
})

describe(`a year of ${DEBTORS} debtors`, () => {
  const tally = new Map<Reason, number>()
  const over: Contact[] = []
  const wrong: Contact[] = []
  const atWrongHour: Contact[] = []
  let [ours, heldOut, checked] = [0, 0, 0]
  beforeAll(() => {
    const rules = DAYS.map((day) => dayRules(day, eager))
    for (let id = 1; id <= DEBTORS; id++) {
      const life = live(id, rules, tally)
      const own = life.contacts.filter(({ isOurs }) => isOurs)
      over.push(...overLimits(life))
      wrong.push(...own.filter((contact) => isForbidden(contact, life.candidate)))
      heldOut += own.filter(({ decision }) => decision!.arm === 'held_out').length
      // the calendar of the engine is slow: some of each debtor's
      const some = own.filter((_, at) => at % Math.ceil(DEBTORS / 100) === id % Math.ceil(DEBTORS / 100))
      atWrongHour.push(...some.filter((contact) => !isAtAllowedHour(contact, life.candidate)))
      checked += some.length
      ours += own.length
    }
  })

  test('no limit of a day, a week or a month is ever exceeded', () => {
    expect(over).toEqual([])
  })

  test('the list is busy enough to meet the limits', () => {
    expect(tally.get('limit_week')).toBeGreaterThan(DEBTORS)
    expect(ours).toBeGreaterThan(20 * DEBTORS)
  })

  test('contact is within the allowed hours where the debtor lives', () => {
    expect(atWrongHour).toEqual([])
    expect(checked).toBeGreaterThan(1000)
  })

  test('nobody who is barred or opted out is contacted, nobody held out reminded', () => {
    expect(wrong).toEqual([])
    expect(heldOut).toBeGreaterThan(0)
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

const isForbidden = ({ decision }: Contact, { barredReason, isOptedOut }: Candidate): boolean =>
  barredReason !== null || isOptedOut || (decision!.arm === 'held_out' && decision!.stage!.isSoft)
