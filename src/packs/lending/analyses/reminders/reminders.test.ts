import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../../test/lending/lending-desk.ts'
import type { Rows } from '../../../../../test/pack-desk.ts'
import type { AnalysisAnswer, Row } from '../../../../base/index.ts'
import { armOf } from './held-out.ts'

const TODAY = '2024-05-15'
const GROUP = { salt: 'svodka', heldOut: 0.1 }

/** An id of the group, so that a case is about what it says. */
const idOf = (name: string, arm = 'reminded'): string =>
  Array.from({ length: 100 }, (_, at) => `${name}-${at}`).find((id) => armOf(id, GROUP) === arm)!

interface Case {
  client?: Readonly<Record<string, unknown>>
  arm?: string
  /** instalments of one loan: due day, amount */
  due: readonly (readonly [string, number])[]
  paid?: readonly (readonly [string, number])[]
  contacts?: readonly (readonly [string, string])[]
}

const everywhere = { phone: '+7 900 000-00-00', messenger: '@client', time_zone: 'Europe/Moscow' }
const sms = (at: string) => [at, 'sms'] as const

const CASES: Readonly<Record<string, Case>> = {
  day_late: {
    due: [
      ['2024-04-14', 5000],
      ['2024-05-14', 5000.5],
    ],
    paid: [['2024-04-14', 5000]],
  },
  partly_paid: { due: [['2024-05-08', 8000]], paid: [['2024-05-10', 3000]] },
  soon: { due: [['2024-05-18', 4000]], client: { time_zone: 'Asia/Vladivostok' } },
  fortnight: { due: [['2024-05-01', 7000]] },
  long_ago: { due: [['2023-05-01', 7000]] },
  in_time: { due: [['2024-05-10', 100]], paid: [['2024-05-09', 100]] },
  far_ahead: { due: [['2024-05-30', 100]] },
  barred: { due: [['2024-05-14', 100]], client: { barred_reason: 'bankrupt' } },
  opted_out: { due: [['2024-05-14', 100]], client: { opted_out: true } },
  held_out: { due: [['2024-05-14', 100]], arm: 'held_out' },
  held_out_late: { due: [['2024-05-01', 100]], arm: 'held_out' },
  nowhere: { due: [['2024-05-14', 100]], client: { phone: null, messenger: ' ' } },
  told_today: { due: [['2024-05-14', 100]], contacts: [sms('2024-05-15T06:00:00Z')] },
  // 21:30 UTC is the next day in Moscow, and already the stage of the day after the due day
  told_at_night: { due: [['2024-05-14', 100]], contacts: [sms('2024-05-14T21:30:00Z')] },
  told_before: { due: [['2024-05-14', 100]], contacts: [sms('2024-05-14T20:30:00Z')] },
  week_full: {
    due: [['2024-05-14', 100]],
    contacts: [1, 2, 3, 4].map((hour) => sms(`2024-05-13T0${hour}:00:00Z`)),
  },
  zone_unknown: { due: [['2024-05-14', 100]], client: { time_zone: 'МСК' } },
}

const ids = Object.fromEntries(Object.entries(CASES).map(([name, { arm }]) => [name, idOf(name, arm)]))

const rows: Rows = (() => {
  const all: Record<string, Record<string, unknown>[]> = {
    'lending.client': [],
    'lending.loan': [],
    'lending.instalment': [],
    'lending.payment': [],
    'lending.contact': [],
  }
  const add = (entity: string, row: Record<string, unknown>) => all[`lending.${entity}`]!.push(row)
  for (const [name, { client, due, paid = [], contacts = [] }] of Object.entries(CASES)) {
    const client_id = ids[name]!
    add('client', { client_id, name: `Client ${name}`, ...everywhere, ...client })
    const loan_id = `L-${name}`
    const amount = due.reduce((sum, [, each]) => sum + each, 0)
    add('loan', { loan_id, client_id, amount, issued_on: '2023-01-10', due_on: due.at(-1)![0], annual_rate: 0 })
    for (const [due_on, each] of due) add('instalment', { loan_id, due_on, amount: each })
    for (const [at, [paid_on, each]] of paid.entries())
      add('payment', { payment_id: `P-${name}-${at}`, loan_id, paid_on, amount: each })
    for (const [at, [contacted_at, channel]] of contacts.entries())
      add('contact', { contact_id: `C-${name}-${at}`, client_id, channel, contacted_at })
  }
  // a second loan of one client, later past due: the oldest decides, what is owed is added up
  add('loan', {
    loan_id: 'L-2',
    client_id: ids['fortnight'],
    amount: 500,
    issued_on: '2024-01-10',
    due_on: '2024-05-12',
  })
  add('instalment', { loan_id: 'L-2', due_on: '2024-05-12', amount: 500.25 })
  return all
})()

describe('lending.reminders', () => {
  let desk: LendingDesk
  let answer: AnalysisAnswer

  beforeAll(async () => {
    desk = await openLendingDesk({ today: TODAY, asOf: new Date('2024-05-15T05:00:00Z') })
    await desk.load(rows)
    answer = await desk.analyze('lending.reminders')
  })
  afterAll(() => desk.close())

  const rowOf = (table: string, name: string): Row | undefined =>
    answer.tables[table]?.rows.find(({ client_id }) => client_id === ids[name])

  test('everybody with something past due or due soon has a row with the reason, nobody else', () => {
    const decisions = Object.fromEntries(
      Object.keys(CASES).map((name) => {
        const row = rowOf('decisions', name)
        return [name, row && [row['reason'], row['stage'], row['channel'], row['days_past_due'], row['amount']]]
      }),
    )

    expect(decisions).toEqual({
      day_late: ['contact', 1, 'messenger', 1, 5000.5],
      partly_paid: ['contact', 7, 'robot_call', 7, 5000],
      soon: ['contact', -3, 'messenger', -3, 4000],
      fortnight: ['contact', 14, 'call', 14, 7500.25],
      long_ago: ['no_stage', null, null, 380, 7000],
      in_time: undefined,
      far_ahead: undefined,
      barred: ['barred', 1, null, 1, 100],
      opted_out: ['opted_out', 1, null, 1, 100],
      held_out: ['held_out', 1, 'messenger', 1, 100],
      held_out_late: ['contact', 14, 'call', 14, 100],
      nowhere: ['no_address', 1, null, 1, 100],
      told_today: ['stage_done', 1, null, 1, 100],
      told_at_night: ['stage_done', 1, null, 1, 100],
      told_before: ['contact', 1, 'messenger', 1, 100],
      week_full: ['limit_week', 1, null, 1, 100],
      zone_unknown: ['contact', 1, 'messenger', 1, 100],
    })
  })

  test('the log keeps how often somebody had been contacted', () => {
    expect(rowOf('decisions', 'week_full')).toMatchObject({
      messages_day: 0,
      messages_week: 4,
      messages_month: 4,
      calls_week: 0,
      decided_for: TODAY,
    })
  })

  test('the list says where, when by the client’s clock and in what words', () => {
    expect(rowOf('contacts', 'soon')).toMatchObject({
      channel: 'messenger',
      address: '@client',
      send_at: '2024-05-15T00:00:00Z',
      until_at: '2024-05-15T12:00:00Z',
      local_time: '10:00',
      local_hours: '08:00–22:00',
      time_zone: 'Asia/Vladivostok',
      text: 'Hello, Client soon! A reminder: ₽4,000 is due by May 18, 2024. If you have paid already, thank you.',
      why: '3 days before the due day; stage of day -3',
    })
    expect(rowOf('contacts', 'zone_unknown')).toMatchObject({
      send_at: '2024-05-15T06:00:00Z',
      local_time: null,
      time_zone: null,
    })
    expect(answer.tables['contacts']?.rows.map(({ client_id }) => client_id)).not.toContain(ids['held_out'])
  })

  test('sentences count what the tables hold', () => {
    const { figures, tables, statement } = answer

    expect(figures).toMatchObject({ clients: 15, contacts: 7, held_out: 1, limited: 1, barred: 1, opted_out: 1 })
    expect(tables['contacts']?.rows).toHaveLength(7)
    expect(tables['reasons']?.rows.reduce((sum, { clients }) => sum + Number(clients), 0)).toBe(15)
    expect(statement).toBe(
      'May 15, 2024: contact 7 clients (messenger 4, robot call 1, call 2) of 15 with something past due or due soon. ' +
        'Held out: 1; stopped by limits of the law: 1; barred or opted out: 2. ' +
        'There are too few past instalments to tell who will be late, so before the due day everybody is reminded.',
    )
  })

  test('one channel may be asked for; the log stays whole', async () => {
    const { tables } = await desk.analyze('lending.reminders', { channel: 'call' })

    expect(tables['contacts']?.rows.map(({ channel }) => channel)).toEqual(['call', 'call'])
    expect(tables['decisions']?.rows).toHaveLength(15)
  })

  test('whoever the first stage is for is there however short the horizon', async () => {
    const { tables } = await desk.analyze('lending.reminders', { horizon: '0' })

    expect(tables['contacts']?.rows.map(({ client_id }) => client_id)).toContain(ids['soon'])
  })

  test('a day before is judged by what was paid up to then', async () => {
    const { tables } = await desk.analyze('lending.reminders', { date: '2024-05-09' })
    const reasonsOf = (name: string) => tables['decisions']?.rows.find(({ client_id }) => client_id === ids[name])

    expect(reasonsOf('partly_paid')).toMatchObject({ days_past_due: 1, amount: 8000, reason: 'contact' })
    // paid on that very day
    expect(reasonsOf('in_time')).toBeUndefined()
    expect(reasonsOf('day_late')).toMatchObject({ days_past_due: -5, amount: 5000.5, reason: 'no_stage' })
  })

  test('data that ends more than a day before is told first', async () => {
    const { statement } = await desk.analyze('lending.reminders', { date: '2024-05-18' })

    expect(statement).toMatch(/^Payments are known only up to May 15, 2024, 8:00 AM: whoever paid later/)
    expect(answer.statement).not.toContain('Payments are known only')
  })

  test('without a trial the claim is not made, and the notes say why', () => {
    expect(answer.claims).toEqual([])
    expect(answer.notes?.join(' ')).toContain('reminders.since names no first day')
    expect(answer.notes?.join(' ')).toContain('Contacts are known up to May 15, 2024')
  })

  test('says the same in Russian', async () => {
    const { statement, notes } = await desk.analyze('lending.reminders', {}, 'ru')

    expect(statement).toContain('15 мая 2024: связаться с 7 клиентами (мессенджер 4, звонок робота 1, звонок 2) из 15')
    expect(notes?.join(' ')).not.toMatch(/\{|reminders\.note/)
  })
})

test('where nobody writes contacts down, a stage is tried on its first day only', async () => {
  const desk = await openLendingDesk({ today: TODAY, asOf: new Date('2024-05-15T05:00:00Z') })
  const { 'lending.contact': _, ...withoutContacts } = rows
  await desk.load(withoutContacts)
  const reasonAt = async (date: string) => {
    const { tables } = await desk.analyze('lending.reminders', { date })
    return tables['decisions']?.rows.find(({ client_id }) => client_id === ids['day_late'])?.['reason']
  }

  expect([await reasonAt('2024-05-15'), await reasonAt('2024-05-16')]).toEqual(['contact', 'no_stage'])
  await desk.close()
})
