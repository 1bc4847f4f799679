import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../kit/index.ts'
import { type HelpDesk, openHelpDesk } from '../../../test/study/help-desk.ts'

const CREATED = '2023-05-02T08:00:00Z' // a Tuesday, 11:00 in Moscow

const ticket = (ticket_id: string, given: Record<string, unknown> = {}) => ({
  ticket_id,
  priority: '2',
  status: '4',
  created_at: CREATED,
  updated_at: CREATED,
  ...given,
})

const tickets = [
  ticket('resolved', { resolved_at: '2023-05-02T10:30:00Z', closed_at: '2023-05-09T00:00:00Z' }),
  ticket('closed only', { closed_at: '2023-05-02T12:00:00Z' }),
  ticket('open', { status: '2', due_at: '2023-05-02T09:00:00Z' }),
  ticket('spam', { is_spam: true }),
  ticket('deleted', { is_deleted: true }),
  ticket('clock went back', { resolved_at: '2023-05-02T07:59:00Z', first_responded_at: '2023-05-02T07:00:00Z' }),
  ticket('unknown codes', { priority: 'P9', status: '99', channel: '42', group_id: '777', agent_id: '888' }),
  ticket('known codes', { status: '10', channel: '3', group_id: '1', agent_id: '5', category: 'Access' }),
  ticket('group without a dictionary', { group_id: 'Night shift' }),
  ticket('on the second', { resolved_at: '2023-05-02T10:00:00Z', due_at: '2023-05-02T10:00:00Z' }),
  ticket('a second late', { resolved_at: '2023-05-02T10:00:01Z', due_at: '2023-05-02T10:00:00Z' }),
  ticket('without a due time', { resolved_at: '2023-05-02T10:00:00Z' }),
  ticket('over the night', { resolved_at: '2023-05-03T07:00:00Z', first_responded_at: '2023-05-02T08:45:00Z' }),
  ticket('before the calendar', { created_at: '2009-12-30T08:00:00Z', resolved_at: '2009-12-30T09:00:00Z' }),
]

const ratings = [
  { rating_id: '1', ticket_id: 'known codes', rated_at: CREATED, score: 1, agent_id: null },
  { rating_id: '2', ticket_id: 'spam', rated_at: CREATED, score: -1, agent_id: '5' },
  { rating_id: '3', ticket_id: 'nobody knows it', rated_at: CREATED, score: 0, agent_id: '5' },
  { rating_id: '4', ticket_id: 'open', rated_at: CREATED, score: -1, agent_id: '6' },
]

let desk: HelpDesk
beforeAll(async () => {
  desk = await openHelpDesk({ settings: { lines: { line_1: ['Front'], line_2: ['Night shift'] } } })
  await desk.load({
    'support.priority': [{ code: '2', name: 'Medium' }],
    'support.status': [{ code: '10', name: 'Передано в разработку' }],
    'support.channel': [{ code: '3', name: 'Phone' }],
    'support.group': [{ group_id: '1', name: 'Front' }],
    'support.agent': [
      { agent_id: '5', name: 'Anna' },
      { agent_id: '6', name: 'Boris' },
    ],
    'support.ticket': tickets,
    'support.rating': ratings,
  })
})
afterAll(() => desk.close())

const row = async (id: string) => {
  const [found] = await desk.rows(sql`select * from mart.support_tickets where ticket_id = ${id}`)
  return found
}

describe('mart.support_tickets', () => {
  test('the last resolution counts, not the closing after it', async () => {
    expect(await row('resolved')).toMatchObject({ resolved_at: '2023-05-02T10:30:00Z', resolution_hours: 2.5 })
  })

  test('a closing without a resolution counts as the resolution', async () => {
    expect(await row('closed only')).toMatchObject({ resolved_at: '2023-05-02T12:00:00Z', resolution_hours: 4 })
  })

  test('an open ticket has no resolution time and no verdict on its due time, even past it', async () => {
    expect(await row('open')).toMatchObject({ resolved_at: null, resolution_hours: null, is_sla_met: null })
  })

  test('spam and deleted tickets are left out', async () => {
    expect(await row('spam')).toBeUndefined()
    expect(await row('deleted')).toBeUndefined()
  })

  test('a resolution or an answer before the creation gives no hours', async () => {
    expect(await row('clock went back')).toMatchObject({
      resolved_at: '2023-05-02T07:59:00Z',
      resolution_hours: null,
      resolution_working_hours: null,
      first_response_hours: null,
    })
  })

  test('a code that no dictionary knows is shown as it is', async () => {
    expect(await row('unknown codes')).toMatchObject({
      priority: 'p9',
      status: '99',
      channel: '42',
      group: '777',
      agent: '888',
      line: null,
    })
  })

  test('codes become names, the priority in lower case, the group a line', async () => {
    expect(await row('known codes')).toMatchObject({
      priority: 'medium',
      status: 'Передано в разработку',
      channel: 'Phone',
      category: 'Access',
      group: 'Front',
      agent: 'Anna',
      line: 'line_1',
    })
  })

  test('a group without a dictionary is known by its id', async () => {
    expect(await row('group without a dictionary')).toMatchObject({ group: 'Night shift', line: 'line_2' })
  })

  test('resolved in time includes the due second', async () => {
    expect(await row('on the second')).toMatchObject({ is_sla_met: true })
    expect(await row('a second late')).toMatchObject({ is_sla_met: false })
    expect(await row('without a due time')).toMatchObject({ is_sla_met: null })
  })

  test('working hours are the part inside the working calendar', async () => {
    expect(await row('over the night')).toMatchObject({
      resolution_hours: 23,
      resolution_working_hours: 8, // 11:00–18:00 and 09:00–10:00 in Moscow
      first_response_hours: 0.75,
      first_response_working_hours: 0.75,
    })
  })

  test('outside the calendar working hours are not known', async () => {
    expect(await row('before the calendar')).toMatchObject({ resolution_hours: 1, resolution_working_hours: null })
  })

  test('a ticket that is reopened, or marked as spam later, changes and leaves', async () => {
    const changed = '2023-06-01T00:00:00Z'

    await desk.load({
      'support.ticket': [
        ticket('resolved', { status: '2', updated_at: changed }),
        ticket('closed only', { is_spam: true, updated_at: changed }),
      ],
    })

    expect(await row('resolved')).toMatchObject({ resolved_at: null, resolution_hours: null })
    expect(await row('closed only')).toBeUndefined()
  })

  test('the rows behind a figure carry the subject', async () => {
    await desk.load({ 'support.ticket': [ticket('with a subject', { subject: 'Касса не печатает чек' })] })

    const [found] = await desk.rows(
      sql`select subject, priority from mart.support_tickets_rows where ticket_id = 'with a subject'`,
    )

    expect(found).toEqual({ subject: 'Касса не печатает чек', priority: 'medium' })
  })
})

describe('mart.support_ratings', () => {
  const rating = async (id: string) => {
    const [found] = await desk.rows(sql`select * from mart.support_ratings where rating_id = ${id}`)
    return found
  }

  test('a rating takes line, category and agent from its ticket', async () => {
    expect(await rating('1')).toMatchObject({ score: 1, line: 'line_1', category: 'Access', agent: 'Anna' })
  })

  test('the agent of the rating itself comes first', async () => {
    expect(await rating('4')).toMatchObject({ agent: 'Boris', priority: 'medium' })
  })

  test('ratings of spam are left out', async () => {
    expect(await rating('2')).toBeUndefined()
  })

  test('a rating of a ticket that nobody knows counts', async () => {
    expect(await rating('3')).toMatchObject({ score: 0, priority: null, line: null, agent: 'Anna' })
  })
})
