import { describe, expect, test } from 'vitest'
import { dayRules } from './day-rules.ts'
import { type Candidate, decide } from './decide.ts'
import { armOf } from './held-out.ts'
import type { Made } from './may-contact.ts'
import { remindersSettings } from './pack-settings.ts'

const settings = { salt: 'svodka', heldOut: 0.1 }
const idOf = (arm: string): string =>
  Array.from({ length: 200 }, (_, at) => String(at)).find((id) => armOf(id, settings) === arm)!

const candidate: Candidate = {
  clientId: idOf('reminded'),
  timeZone: 'Europe/Moscow',
  phone: '+7 900 000-00-00',
  messenger: '@anna',
  isOptedOut: false,
  barredReason: null,
  oldestDueOn: null,
  overdueAmount: 12_500,
  nextDueOn: null,
  nextAmount: 8000,
  loanIds: ['L1'],
  risk: null,
  made: [],
}

const DAY = '2024-05-15'
const rules = dayRules(DAY, remindersSettings.parse({}))
const sms = (on: string): Made => ({ on, channel: 'sms', loanId: null })

const on = (more: Partial<Candidate>) => decide(rules, { ...candidate, ...more })
const reasonOf = (more: Partial<Candidate>) => on(more).reason

describe('stages', () => {
  test.each([
    [{ nextDueOn: '2024-05-19' }, undefined],
    [{ nextDueOn: '2024-05-18' }, -3],
    [{ nextDueOn: '2024-05-16' }, -3],
    [{ nextDueOn: '2024-05-15' }, undefined],
    [{ oldestDueOn: '2024-05-14' }, 1],
    [{ oldestDueOn: '2024-05-13' }, 1],
    [{ oldestDueOn: '2024-05-12' }, 3],
    [{ oldestDueOn: '2024-05-09' }, undefined],
    [{ oldestDueOn: '2024-05-08' }, 7],
    [{ oldestDueOn: '2024-05-01' }, 14],
    [{ oldestDueOn: '2024-04-15' }, 30],
    [{ oldestDueOn: '2024-04-12' }, undefined],
  ])('case %#', (dates, days) => {
    expect(on(dates).stage?.days).toBe(days)
    expect(on(dates).reason).toBe(days === undefined ? 'no_stage' : 'contact')
  })

  test('what is past due goes before what is due next', () => {
    expect(on({ oldestDueOn: '2024-05-12', nextDueOn: '2024-05-18' })).toMatchObject({
      dueOn: '2024-05-12',
      daysPastDue: 3,
      amount: 12_500,
      channel: 'sms',
    })
  })

  test('a stage in which the client was contacted is done, an earlier contact does not count', () => {
    expect(reasonOf({ oldestDueOn: '2024-05-12', made: [sms('2024-05-15')] })).toBe('stage_done')
    expect(reasonOf({ oldestDueOn: '2024-05-11', made: [sms('2024-05-14')] })).toBe('stage_done')
    expect(reasonOf({ oldestDueOn: '2024-05-11', made: [sms('2024-05-13')] })).toBe('contact')
  })
})

describe('before the due day', () => {
  const soon = { nextDueOn: '2024-05-18' }

  test('those are reminded who are likely to be late, and all where nobody knows', () => {
    expect(reasonOf({ ...soon, risk: 0.19 })).toBe('unlikely_late')
    expect(reasonOf({ ...soon, risk: 0.2 })).toBe('contact')
    expect(reasonOf({ ...soon, risk: null })).toBe('contact')
  })

  test('past due the chance does not matter', () => {
    expect(reasonOf({ oldestDueOn: '2024-05-12', risk: 0.01 })).toBe('contact')
  })
})

describe('channels', () => {
  const seventh = { oldestDueOn: '2024-05-08' }

  test('the first of the stage is taken, at the wished hour of the client', () => {
    expect(on(seventh)).toMatchObject({ channel: 'robot_call', time: { atClock: '10:00', at: '2024-05-15T07:00:00Z' } })
  })

  test('where a limit is reached, the next', () => {
    const talked = [
      { on: '2024-05-13', channel: 'call', loanId: null },
      { on: '2024-05-14', channel: 'call', loanId: null },
    ]

    // two talks this week; they were before the stage began only when it begins today
    expect(decide(rules, { ...candidate, oldestDueOn: '2024-05-08', made: talked })).toMatchObject({
      reason: 'contact',
      channel: 'sms',
    })
  })

  test('without a phone the messenger is left, without both nothing', () => {
    expect(on({ ...seventh, phone: null }).channel).toBe('messenger')
    expect(reasonOf({ ...seventh, phone: null, messenger: null })).toBe('no_address')
  })

  test('a limit is named before a missing address', () => {
    const made = Array.from({ length: 4 }, () => sms('2024-05-13'))

    expect(
      reasonOf({
        oldestDueOn: '2024-05-14',
        messenger: null,
        made: made.map((each) => ({ ...each, on: '2024-05-14' })),
      }),
    ).toBe('limit_week')
  })
})

describe('who is left alone', () => {
  const late = { oldestDueOn: '2024-05-12' }

  test('who is barred or opted out, at every stage', () => {
    expect(reasonOf({ ...late, barredReason: 'bankrupt' })).toBe('barred')
    expect(reasonOf({ ...late, isOptedOut: true })).toBe('opted_out')
    expect(reasonOf({ oldestDueOn: '2024-05-01', isOptedOut: true })).toBe('opted_out')
  })

  test('who is held out, while reminders are soft; how it would have been stays in the log', () => {
    const clientId = idOf('held_out')

    expect(on({ ...late, clientId })).toMatchObject({ arm: 'held_out', reason: 'held_out', channel: 'sms' })
    expect(on({ oldestDueOn: '2024-05-01', clientId })).toMatchObject({
      arm: 'held_out',
      reason: 'contact',
      channel: 'call',
    })
    expect(reasonOf({ ...late, clientId, phone: null, messenger: null })).toBe('no_address')
  })
})
