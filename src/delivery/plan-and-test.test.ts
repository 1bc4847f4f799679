import { afterEach, beforeEach, expect, test } from 'vitest'
import { RequestError } from '../base/index.ts'
import type { SendOutcome } from './contract.ts'
import { both, openDesk, recipient, request, type Desk } from './testing.ts'

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const later = (more: { retryAfterSeconds?: number; needsPerson?: boolean } = {}): SendOutcome => ({
  kind: 'later',
  cause: both('come back'),
  ...more,
})
const notices = () => desk.post.sendings.filter(({ body }) => String(body['text']).match(/^(Failure|Fixed)/))

test('a plan shows each message as its reader will get it, and keeps and sends nothing', async () => {
  const delivery = await desk.open({ recipients: [recipient('head', { locale: 'ru' })] })

  const plan = await delivery.plan(request('head'))

  expect(plan).toMatchObject([
    {
      recipient: 'head',
      locale: 'ru',
      channel: 'post',
      place: 'box of head',
      obstacle: undefined,
      parts: [
        { part: 'text-1', text: 'ru for owner 1' },
        { part: 'text-2', text: 'ru for owner 2' },
        { part: 'picture-1', name: 'chart' },
      ],
    },
  ])
  expect(await desk.rows()).toEqual([])
  expect(desk.post.sendings).toEqual([])
})

test('a plan gives the bytes of pictures and files, and of texts their words', async () => {
  const parts: typeof desk.post.parts = async () => [
    { part: 'file-1', body: { name: 'a.pdf' }, content: new Uint8Array([1]) },
    { part: 'text-1', body: { text: 'words' }, content: new Uint8Array([2]) },
  ]
  const delivery = await desk.open({ channels: { post: { ...desk.post, parts, isOneMessage: true } } })

  const [message] = await delivery.plan(request('head'))

  expect(message?.parts).toEqual([
    { part: 'text-1', text: 'words' },
    { part: 'file-1', name: 'a.pdf', content: new Uint8Array([1]) },
  ])
})

test('a plan names what stands in the way: sent already, on its way, switched off, not bound', async () => {
  const recipients = [
    recipient('done', { timeZone: 'Asia/Tokyo' }),
    recipient('late'),
    recipient('off'),
    recipient('unbound', { addresses: { post: {} } }),
  ]
  const delivery = await desk.open({ recipients, administrators: [] })
  desk.post.script.push({ when: ({ recipient: name }) => name === 'late', outcome: later() })
  await delivery.send(request('done', 'late'))
  await desk.state.recipients.switchOff('off', 'post', both('on leave'))

  const plan = await delivery.plan(request('done', 'late', 'off', 'unbound'))

  expect(plan.map(({ obstacle }) => obstacle?.en)).toEqual([
    'Sent already, Dec 31, 2023, 2:45 PM; it does not go twice.',
    'This edition is in the outbox already: text-1 is waiting to be sent.',
    'on leave',
    expect.stringMatching(/^Recipient unbound has no address in channel post yet/),
  ])
})

test("a test goes outside the editions and brings back the other side's own words", async () => {
  desk.post.script.push({ outcome: { kind: 'unreachable', cause: both('Forbidden: bot was blocked by the user') } })
  await desk.state.recipients.switchOff('head', 'post', both('on leave'))

  const failed = await desk.delivery.test('head')
  const sent = await desk.delivery.test('head', { id: 'desk.morning', date: '2023-12-31' })
  const { parts } = await desk.delivery.send(request('admin'))

  expect(failed).toEqual([
    {
      channel: 'post',
      part: 'text-1',
      outcome: { kind: 'unreachable', cause: both('Forbidden: bot was blocked by the user') },
    },
  ])
  expect(sent.map(({ part, outcome }) => [part, outcome.kind])).toEqual([
    ['picture-1', 'sent'],
    ['text-1', 'sent'],
    ['text-2', 'sent'],
  ])
  expect(parts.sent).toBe(3)
  expect(notices()).toEqual([])
})

test('a test that is asked to come back says so and is over', async () => {
  desk.post.script.push({ outcome: later({ retryAfterSeconds: 9 }) })

  const tested = await desk.delivery.test('head')

  expect(tested).toEqual([{ channel: 'post', part: 'text-1', outcome: later({ retryAfterSeconds: 9 }) }])
  expect(await desk.states()).toEqual(['head text-1 failed'])
})

test('nobody who is not in the settings can be tested or invited', async () => {
  await expect(desk.delivery.test('nobody')).rejects.toThrow(RequestError)
  await expect(desk.delivery.invite('head', 'telegram')).rejects.toThrow(RequestError)
  expect(await desk.delivery.invite('head', 'post')).toMatch(/\S{6,}/)
})
