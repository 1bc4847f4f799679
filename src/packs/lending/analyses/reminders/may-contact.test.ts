import { describe, expect, test } from 'vitest'
import { dayRules } from './day-rules.ts'
import { type ContactQuestion, type Debtor, type Made, countersOf, mayContact } from './may-contact.ts'
import { remindersSettings } from './pack-settings.ts'
import { BARRED_REASONS, CONTACT_RULES, type Channel } from './rules.ts'

const debtor: Debtor = {
  timeZone: 'Europe/Moscow',
  phone: '+7 900 000-00-00',
  messenger: '@anna',
  isOptedOut: false,
  barredReason: null,
}

/** Wednesday in the middle of a month whose week began in it. */
const DAY = '2024-05-15'

const times = (count: number, channel: string, on: string): Made[] =>
  Array.from({ length: count }, () => ({ on, channel, loanId: null }))

function answer(
  channel: Channel,
  made: readonly Made[],
  more: { limits?: object; day?: string; who?: Partial<Debtor> } & Partial<ContactQuestion> = {},
) {
  const { limits = {}, day = DAY, who = {}, ...question } = more
  const rules = dayRules(day, remindersSettings.parse({ limits }))
  const permission = mayContact(
    rules,
    { ...debtor, ...who },
    { channel, isBeforeDue: false, loanIds: ['L1'], made, ...question },
  )
  return permission.isAllowed ? 'allowed' : permission.refusal
}

test('the table is the law’s', () => {
  expect(CONTACT_RULES.map(({ way, perDay, perWeek, perMonth }) => [way, perDay, perWeek, perMonth])).toEqual([
    ['meeting', null, 1, null],
    ['call', 1, 2, 8],
    ['robot_call', 1, 2, 8],
    ['message', 2, 4, 16],
  ])
})

describe('how often', () => {
  test.each([
    ['sms', times(1, 'sms', DAY), 'allowed'],
    ['sms', times(2, 'sms', DAY), 'limit_day'],
    ['sms', times(3, 'sms', '2024-05-13'), 'allowed'],
    ['sms', times(4, 'sms', '2024-05-13'), 'limit_week'],
    ['sms', times(15, 'sms', '2024-05-02'), 'allowed'],
    ['sms', times(16, 'sms', '2024-05-02'), 'limit_month'],
    ['call', times(1, 'call', DAY), 'limit_day'],
    ['call', times(1, 'call', '2024-05-13'), 'allowed'],
    ['call', times(2, 'call', '2024-05-13'), 'limit_week'],
    ['call', times(7, 'call', '2024-05-02'), 'allowed'],
    ['call', times(8, 'call', '2024-05-02'), 'limit_month'],
    ['robot_call', times(1, 'robot_call', DAY), 'limit_day'],
    ['robot_call', times(2, 'robot_call', '2024-05-14'), 'limit_week'],
    ['robot_call', times(8, 'robot_call', '2024-05-01'), 'limit_month'],
  ] as const)('%s: case %#', (channel, made, expected) => {
    expect(answer(channel, made)).toBe(expected)
  })

  test('a week is Monday to Sunday, across a month’s end too', () => {
    const made = times(4, 'sms', '2024-04-29')

    expect(answer('sms', made, { day: '2024-05-05' })).toBe('limit_week')
    expect(answer('sms', made, { day: '2024-05-06' })).toBe('allowed')
  })

  test('a month is of the calendar', () => {
    const made = times(16, 'sms', '2024-05-17')

    expect(answer('sms', made, { day: '2024-05-31' })).toBe('limit_month')
    expect(answer('sms', made, { day: '2024-06-01' })).toBe('allowed')
  })

  test('calls of people and robots share one counter; messages and meetings do not count with them', () => {
    expect(answer('call', times(1, 'robot_call', DAY))).toBe('limit_day')
    expect(answer('robot_call', times(2, 'call', '2024-05-13'))).toBe('limit_week')
    expect(answer('call', [...times(3, 'sms', DAY), ...times(3, 'meeting', DAY)])).toBe('allowed')
    expect(answer('sms', times(3, 'call', DAY))).toBe('allowed')
  })

  test('text messages, e-mail and messengers are messages', () => {
    expect(answer('sms', [...times(1, 'Telegram', DAY), ...times(1, 'email', DAY)])).toBe('limit_day')
    expect(answer('messenger', times(2, 'sms', DAY))).toBe('limit_day')
  })

  test('a channel nobody knows counts in every way, until the settings name it', () => {
    const made = times(1, 'pigeon', DAY)

    expect(answer('call', made)).toBe('limit_day')
    expect(answer('call', made, { limits: { ways: { Pigeon: 'message' } } })).toBe('allowed')
    expect(answer('sms', times(2, 'pigeon', DAY), { limits: { ways: { pigeon: 'message' } } })).toBe('limit_day')
  })
})

test('the counters of a debtor stand in the log: calls of people and robots together, messages by themselves', () => {
  const rules = dayRules(DAY, remindersSettings.parse({}))
  const made = [
    ...times(1, 'sms', DAY),
    ...times(1, 'email', '2024-05-13'),
    ...times(2, 'messenger', '2024-05-12'),
    ...times(1, 'call', '2024-05-14'),
    ...times(1, 'robot', '2024-05-02'),
    ...times(3, 'meeting', DAY),
    ...times(5, 'sms', '2024-04-30'),
  ]

  expect(countersOf(rules, 'message', made)).toEqual({ day: 1, week: 2, month: 4 })
  expect(countersOf(rules, 'call', made)).toEqual({ day: 0, week: 1, month: 2 })
})

describe('what a lawyer decides', () => {
  test('messengers need not count', () => {
    const limits = { messengersCount: false }

    expect(answer('messenger', times(9, 'messenger', DAY), { limits })).toBe('allowed')
    expect(answer('sms', times(9, 'messenger', DAY), { limits })).toBe('allowed')
    expect(answer('sms', times(2, 'sms', DAY), { limits })).toBe('limit_day')
  })

  test('limits need not bind before the due date; who is barred is barred all the same', () => {
    const limits = { bindBeforeDue: false }
    const made = times(9, 'sms', DAY)

    expect(answer('sms', made, { limits, isBeforeDue: true })).toBe('allowed')
    expect(answer('sms', made, { isBeforeDue: true })).toBe('limit_day')
    expect(answer('sms', made, { limits })).toBe('limit_day')
    expect(answer('sms', [], { limits, isBeforeDue: true, who: { barredReason: 'minor' } })).toBe('barred')
  })

  test('for each loan: contacts about another one are left out, those that name none count for each', () => {
    const about = (loanId: string | null): Made[] => times(2, 'sms', DAY).map((made) => ({ ...made, loanId }))
    const limits = { per: 'loan' }

    expect(answer('sms', about('L2'))).toBe('limit_day')
    expect(answer('sms', about('L2'), { limits })).toBe('allowed')
    expect(answer('sms', about('L1'), { limits })).toBe('limit_day')
    expect(answer('sms', about(null), { limits })).toBe('limit_day')
    expect(answer('sms', about('L2'), { limits, loanIds: ['L1', 'L2'] })).toBe('limit_day')
  })
})

describe('who', () => {
  test.each([...BARRED_REASONS, 'some other reason'])('%s bars contact', (barredReason) => {
    expect(answer('sms', [], { who: { barredReason } })).toBe('barred')
  })

  test('who opted out is left alone, long before four months too', () => {
    expect(answer('call', [], { who: { isOptedOut: true } })).toBe('opted_out')
  })

  test.each([
    ['messenger', 'messenger'],
    ['sms', 'phone'],
    ['call', 'phone'],
    ['robot_call', 'phone'],
  ] as const)('%s needs the %s', (channel, address) => {
    expect(answer(channel, [])).toBe('allowed')
    expect(answer(channel, [], { who: { [address]: null } })).toBe('no_address')
  })
})
