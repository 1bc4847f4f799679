import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Trouble } from './contract.ts'
import { both, MORNING, openDesk, recipient, request, type Desk } from './testing.ts'

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const trouble = (more: Partial<Trouble> = {}): Trouble => ({
  subject: 'source:desk',
  what: { ru: 'Источник desk не читается', en: 'Source desk cannot be read' },
  cause: { ru: 'Freshdesk не отвечает', en: 'Freshdesk does not answer' },
  stillWorks: { ru: 'Отчёты уходят по старым данным', en: 'Reports go on older data' },
  ...more,
})
const hours = (count: number): string => new Date(Date.parse(MORNING) + count * 3_600_000).toISOString()
const told = () =>
  desk.post.sendings.map(({ recipient: name, part, body, content }) => [name, part, body['text'] ?? content])

test('a failure is told once, with what, since when, why, what still works and what to do, and its log as a file', async () => {
  const log = { name: 'svodka.log', mediaType: 'text/plain', content: text('line 1\nline 2') }
  await desk.delivery.notices.failed(trouble({ log }))
  await desk.delivery.flush()
  desk.world.set(hours(1))
  await desk.delivery.notices.failed(trouble())
  await desk.delivery.flush()

  expect(told()).toEqual([
    [
      'admin',
      'text-1',
      `Failure. Source desk cannot be read

Since Dec 31, 2023, 8:45 AM (Europe/Moscow).

Cause:
Freshdesk does not answer

What works: Reports go on older data

Details are in the log: svodka log. You are not reminded of this again; you are told when it works.`,
    ],
    ['admin', 'file-1', 'line 1\nline 2'],
  ])
})

test('what is well again is told once, and breaking again is told again', async () => {
  const { notices, flush } = desk.delivery
  const what = both('Source desk')
  await notices.well('source:desk', what)
  await notices.failed(trouble())
  await flush()
  desk.world.set(hours(2))
  await notices.well('source:desk', what)
  await notices.well('source:desk', what)
  await flush()
  desk.world.set(hours(3))
  await notices.failed(trouble())
  await flush()

  expect(told().map(([, , said]) => String(said).split('\n')[0])).toEqual([
    'Failure. Source desk cannot be read',
    'Fixed. Source desk',
    'Failure. Source desk cannot be read',
  ])
  expect(told()[1]?.[2]).toContain('It began Dec 31, 2023, 8:45 AM and ended Dec 31, 2023, 10:45 AM (Europe/Moscow).')
})

test('every administrator reads it in their own language and time', async () => {
  const recipients = [recipient('ann'), recipient('boris', { locale: 'ru', timeZone: 'Asia/Yekaterinburg' })]
  const delivery = await desk.open({ recipients, administrators: ['ann', 'boris'] })

  await delivery.notices.failed(trouble())
  await delivery.flush()

  expect(told().map(([name, , said]) => [name, String(said).split('\n\n')[1]])).toEqual([
    ['ann', 'Since Dec 31, 2023, 8:45 AM (Europe/Moscow).'],
    ['boris', 'С 31 дек. 2023 г., 10:45 (Asia/Yekaterinburg).'],
  ])
})

test('a notice that no administrator could get stays untold until one can be reached', async () => {
  await desk.state.recipients.switchOff('admin', 'post', both('on leave'))
  await desk.delivery.notices.failed(trouble())
  await desk.delivery.flush()
  await desk.delivery.flush()
  expect(desk.post.sendings).toEqual([])
  expect(await desk.state.notices.untold()).toMatchObject([{ subject: 'source:desk' }])
  expect(desk.world.lines.filter(({ event }) => event === 'notice.nobody_to_tell')).toHaveLength(1)

  await desk.state.recipients.switchOn('admin', 'post')
  await desk.delivery.flush()

  expect(told()).toHaveLength(1)
  expect(await desk.state.notices.untold()).toEqual([])
})

test('an administrator who cannot be reached any more is no reason for a notice about the notice', async () => {
  desk.post.script.push({ outcome: { kind: 'unreachable', cause: both('blocked') } })
  await desk.delivery.notices.failed(trouble())
  await desk.delivery.flush()
  await desk.delivery.flush()

  expect((await desk.state.notices.list({ limit: 9 })).map(({ subject }) => subject)).toEqual(['source:desk'])
  expect(desk.post.sendings).toHaveLength(1)

  await desk.state.recipients.switchOn('admin', 'post')
  desk.world.set(hours(1))
  await desk.delivery.flush()

  expect(await desk.states()).toEqual(['admin text-1 sent'])
  expect(await desk.state.notices.untold()).toEqual([])
})

test('a process that dies between the failure and its telling leaves it to the next one', async () => {
  await desk.delivery.notices.failed(trouble())
  const next = await desk.open()

  await next.flush()

  expect(told()).toMatchObject([['admin', 'text-1', expect.stringContaining('Reports go on older data')]])
})

test('a failure that was over before anybody could be told is not told', async () => {
  await desk.delivery.notices.failed(trouble())
  await desk.delivery.notices.well('source:desk', both('Source desk'))
  await desk.delivery.flush()

  expect(desk.post.sendings).toEqual([])
})

test('parts of one edition that fail for several people are one notice that names them all', async () => {
  const delivery = await desk.open({ recipients: ['ann', 'bob', 'admin'].map((name) => recipient(name)) })
  const refused = { kind: 'refused', cause: both('too long') } as const
  const unknown = { kind: 'unknown', cause: both('no answer') } as const
  desk.post.script.push({ when: ({ recipient: name }) => name === 'ann', outcome: refused })
  desk.post.script.push({ when: ({ recipient: name }) => name === 'bob', outcome: unknown })

  await delivery.send(request('ann', 'bob'))

  const [notice, ...others] = told().filter(([name]) => name === 'admin')
  expect(others).toEqual([])
  expect(notice?.[2]).toMatch(/ann, post: text-1 – not sent\. too long/)
  expect(notice?.[2]).toMatch(/bob, post: text-1 – may or may not have arrived\. no answer/)
  expect(notice?.[2]).toMatch(/What works: Parts sent: 4 of 6\./)
})

test('where a channel takes something, whoever it takes nothing for is told by name', async () => {
  const cause = both('the share is not mounted')
  desk.post.script.push({
    when: ({ recipient: name }) => name === 'head',
    outcome: { kind: 'later', cause, needsPerson: true },
  })
  await desk.delivery.send({ ...request('head', 'admin'), hasPictures: false })
  await desk.delivery.flush()

  expect((await desk.state.notices.list({ limit: 9 })).map(({ subject }) => subject)).toEqual(['channel:post/head'])
  desk.world.set(hours(1))
  await desk.delivery.flush()
  expect(await desk.state.notices.list({ onlyOpen: true, limit: 9 })).toEqual([])
})

test('a part of the same edition that fails hours later has a notice of its own', async () => {
  const later = { kind: 'later', cause: both('busy'), retryAfterSeconds: 7200 } as const
  const refused = { kind: 'refused', cause: both('too long') } as const
  desk.post.script.push({ outcome: later }, { outcome: refused }, { outcome: refused })
  const delivery = await desk.open({ recipients: ['ann', 'bob', 'admin'].map((name) => recipient(name)) })
  await delivery.send({ ...request('ann', 'bob'), hasPictures: false })
  desk.world.set(hours(3))
  await delivery.flush()

  const subjects = (await desk.state.notices.list({ limit: 9 })).map(({ subject }) => subject).toSorted()
  expect(subjects[0]).toBe('delivery:desk.morning/2023-12-31')
  expect(told().filter(([name]) => name === 'admin').length).toBe(subjects.length)
})

test('a channel that a person must mend is told at once, and as well again with the next part that goes', async () => {
  const cause = both('the password is wrong')
  desk.post.script.push({ outcome: { kind: 'later', cause, needsPerson: true } })
  await desk.delivery.send({ ...request('head'), hasPictures: false })
  desk.world.set(hours(1))
  await desk.delivery.flush()
  await desk.delivery.flush()

  expect(
    told()
      .filter(([name]) => name === 'admin')
      .map(([, , said]) => String(said).split('\n')[0]),
  ).toEqual(['Failure. Channel post does not take messages', 'Fixed. Channel post takes messages again'])
})
