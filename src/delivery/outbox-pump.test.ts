import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SendOutcome } from './contract.ts'
import { both, MORNING, openDesk, recipient, request, type Desk } from './testing.ts'

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const after = (seconds: number): string => new Date(Date.parse(MORNING) + seconds * 1000).toISOString()

/** Something that a test lets happen. */
function gate<T>() {
  let open: (value: T) => void = () => {}
  const passed = new Promise<T>((resolve) => (open = resolve))
  return { passed, open }
}

test('different people are sent to at the same time, parts of one message one after the other', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const onTheWay = new Map<string, number>()
  let most = 0
  const send: typeof desk.post.send = async (part, name, address, wire) => {
    onTheWay.set(name, (onTheWay.get(name) ?? 0) + 1)
    most = Math.max(most, [...onTheWay.values()].filter((count) => count > 0).length)
    expect(onTheWay.get(name)).toBe(1)
    const outcome = await desk.post.send(part, name, address, wire)
    onTheWay.set(name, (onTheWay.get(name) ?? 0) - 1)
    return outcome
  }
  const channels = { post: { ...desk.post, send } }
  const delivery = await desk.open({ channels, recipients: names.map((name) => recipient(name)) })

  await delivery.send(request(...names))

  expect(most).toBeGreaterThan(1)
  for (const name of names) {
    const parts = desk.post.sendings.filter((each) => each.recipient === name).map(({ part }) => part)
    expect(parts).toEqual(['text-1', 'text-2', 'picture-1'])
  }
})

test('two processes on one outbox send each part once', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `r${index}`)
  const recipients = names.map((name) => recipient(name))
  const [one, two] = [await desk.open({ recipients }), await desk.open({ recipients })]

  const [first, second] = await Promise.all([one.send(request(...names)), two.send(request(...names))])
  await Promise.all([one.flush(), two.flush()])

  const sent = desk.post.sendings.map(({ recipient: name, part }) => `${name} ${part}`)
  expect(sent).toHaveLength(36)
  expect(new Set(sent).size).toBe(36)
  expect((await desk.rows()).every(({ state }) => state === 'sent')).toBe(true)
  expect(first.problems.length + second.problems.length).toBeLessThanOrEqual(24)
})

test('what a dead process held goes again if nothing had left, and is unknown and told if something had', async () => {
  const dead = { owner: 'dead', leaseSeconds: 60 }
  const key = {
    report: 'desk.morning',
    channel: 'post',
    edition: '2023-12-31',
    part: 'text-1',
    order: 1,
    body: { text: 'x' },
  }
  await desk.state.outbox.add([
    { ...key, recipient: 'head' },
    { ...key, recipient: 'admin' },
  ])
  const held = [await desk.state.outbox.claim(dead), await desk.state.outbox.claim(dead)]
  const lost = held.find((row) => row?.recipient === 'head')
  await desk.state.outbox.onWire(lost?.id ?? '', 'dead')
  await desk.delivery.flush()
  expect(await desk.states()).toEqual(['admin text-1 sending', 'head text-1 sending'])

  desk.world.set(after(61))
  await desk.delivery.flush()

  const rows = (await desk.rows()).filter(({ report }) => report === 'desk.morning')
  expect(rows.map(({ recipient: name, state }) => [name, state])).toEqual([
    ['admin', 'sent'],
    ['head', 'unknown'],
  ])
  const notice = desk.post.sendings.find(({ body }) => String(body['text']).startsWith('Failure'))
  expect(notice?.body['text']).toMatch(
    /head, post: text-1 – may or may not have arrived\. The program stopped while sending/,
  )
})

test('an unknown outcome whose notice was never opened is told by the next process', async () => {
  await desk.state.outbox.add([
    { report: 'desk.morning', recipient: 'head', channel: 'post', edition: 'e', part: 'text-1', order: 1, body: {} },
  ])
  const row = await desk.state.outbox.claim({ owner: 'dead', leaseSeconds: 60 })
  await desk.state.outbox.settle(row?.id ?? '', 'dead', { state: 'unknown', cause: both('no answer') })

  const next = await desk.open()
  await next.flush()
  await next.flush()
  const another = await desk.open()
  await another.flush()

  expect(desk.post.sendings.map(({ recipient: name }) => name)).toEqual(['admin'])
})

test('a part that another process took over meanwhile is neither sent nor settled by the first', async () => {
  const held = gate<void>()
  const send: typeof desk.post.send = async (_part, _name, _address, wire) => {
    await held.passed
    await wire()
    throw new Error('never reached')
  }
  const slow = await desk.open({ channels: { post: { ...desk.post, send } }, administrators: [] })
  const sending = slow.send({ ...request('head'), hasPictures: false })
  await until(async () => (await desk.states())[0] === 'head text-1 sending')
  desk.world.set(after(61))
  await desk.delivery.flush()
  held.open()
  await sending

  expect(await desk.states()).toEqual(['head text-1 sent', 'head text-2 sent'])
  expect(desk.post.sendings).toHaveLength(2)
})

test('a part that takes longer than a lease is kept by signs of life', async () => {
  const send: typeof desk.post.send = async (part, name, address, wire) => {
    desk.world.set(after(600))
    await until(async () => (await desk.rows()).some(({ leaseUntil }) => (leaseUntil ?? '') > after(600)))
    return desk.post.send(part, name, address, wire)
  }
  const slow = await desk.open({
    holder: { owner: 'slow', leaseSeconds: 0.03 },
    channels: { post: { ...desk.post, send } },
  })
  await desk.state.outbox.add([
    { report: 'r', recipient: 'head', channel: 'post', edition: 'e', part: 'text-1', order: 1, body: {} },
  ])

  await slow.flush()

  expect(await desk.states()).toEqual(['head text-1 sent'])
})

/** From now on sleeping lasts until a test wakes it. */
function napping(): { milliseconds: number; wake(): void }[] {
  const naps: { milliseconds: number; wake(): void }[] = []
  desk.world.sleep = (milliseconds, signal) =>
    new Promise<void>((resolve, reject) => {
      naps.push({ milliseconds, wake: resolve })
      if (signal?.aborted) reject(signal.reason as Error)
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
    })
  return naps
}

test('a running pump forgets the bytes of what was settled weeks ago, and never what became of it', async () => {
  await desk.delivery.send(request('head'))
  desk.world.set(after(40 * 24 * 3600))
  const naps = napping()

  desk.delivery.start()
  await until(async () => naps.length > 0)
  await desk.delivery.stop()

  expect((await desk.rows()).map(({ part, state, hasContent }) => [part, state, hasContent])).toEqual([
    ['text-1', 'sent', false],
    ['text-2', 'sent', false],
    ['picture-1', 'sent', false],
  ])
})

test('a running pump wakes when a part comes due, when something is added, and stops after what is on the wire', async () => {
  const naps = napping()
  const answer = gate<SendOutcome>()
  desk.post.script.push({ outcome: { kind: 'later', cause: both('busy'), retryAfterSeconds: 3 } })
  desk.delivery.start()
  await until(async () => naps.length === 1)
  await desk.delivery.send({ ...request('head'), hasPictures: false })
  await until(async () => naps.at(-1)?.milliseconds === 3000)

  desk.world.set(after(3))
  desk.post.script.push({ outcome: () => answer.passed })
  naps.at(-1)?.wake()
  await until(async () => desk.post.sendings.length === 2)
  const stopping = desk.delivery.stop()
  answer.open({ kind: 'sent', receipt: 'late' })
  await stopping

  expect(naps[0]?.milliseconds).toBe(30_000)
  expect(await desk.states()).toEqual(['head text-1 sent', 'head text-2 waiting'])

  await desk.delivery.flush()
  expect(await desk.states()).toEqual(['head text-1 sent', 'head text-2 sent'])
})

/** Lets other work go on until a condition holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 5000; looks++) {
    if (await holds()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never came to that')
}
