import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { OutboxStore, State } from './contract.ts'
import { ENGINES, holder, part, SAID, ownState, type TestState } from './testing.ts'

const NINE = '2024-01-01T06:00:00.000Z'
describe.each(ENGINES)('%s', (engine) => {
  let world: ReturnType<typeof pinnedWorld>
  let folder: TestState
  let state: State
  let outbox: OutboxStore

  beforeEach(async () => {
    world = pinnedWorld(NINE)
    folder = await ownState(engine)
    state = await folder.open(world)
    outbox = state.outbox
  })

  afterEach(() => folder.remove())

  async function claimed(owner = 'one') {
    const row = await outbox.claim(holder(owner))
    if (!row) throw new Error('nothing to claim')
    return row
  }

  test('a key that exists stays as it is, and the same call twice adds once', async () => {
    await outbox.add([part('text-1', 1, { body: { text: 'first' } })])

    const again = await outbox.add([
      part('text-1', 1, { body: { text: 'second' } }),
      part('text-2', 2),
      part('text-2', 2),
    ])

    expect(again.added).toBe(1)
    expect(again.rows.map((row) => row.body)).toEqual([{ text: 'first' }, { text: 'text-2' }, { text: 'text-2' }])
    expect(await outbox.list({ limit: 10 })).toHaveLength(2)
  })

  test('parts are added all or none', async () => {
    const circle: Record<string, unknown> = {}
    circle['itself'] = circle

    await expect(outbox.add([part('text-1'), part('text-2', 2, { body: circle })])).rejects.toThrow(/circular/)

    expect(await outbox.list({ limit: 10 })).toEqual([])
  })

  test('a later part waits until every earlier one is settled, however it ended', async () => {
    await outbox.add([part('text-1', 1), part('picture-1', 2), part('text-1', 1, { recipient: 'other' })])

    const first = await claimed()
    const other = await claimed()
    const blocked = await outbox.claim(holder('one'))
    await outbox.settle(first.id, 'one', { state: 'failed', cause: SAID })
    const second = await claimed()

    expect([first.part, first.recipient, other.recipient]).toEqual(['text-1', 'head', 'other'])
    expect(blocked).toBeUndefined()
    expect(second.part).toBe('picture-1')
  })

  test('a part that is put off holds back the later parts of its message, and nextAt names its time', async () => {
    await outbox.add([part('text-1', 1), part('picture-1', 2)])
    const first = await claimed()
    const duringSending = await outbox.nextAt()
    await outbox.settle(first.id, 'one', { state: 'waiting', cause: SAID, notBefore: '2024-01-01T06:05:00Z' })

    expect(duringSending).toBeUndefined()
    expect(await outbox.claim(holder('one'))).toBeUndefined()
    expect(await outbox.nextAt()).toBe('2024-01-01T06:05:00.000Z')
    world.set('2024-01-01T06:05:00Z')
    expect(await claimed()).toMatchObject({ part: 'text-1', attempt: 2 })
  })

  test('a part is given out once, whoever asks', async () => {
    const other = await folder.open(world)
    await outbox.add(Array.from({ length: 20 }, (_, place) => part('text-1', 1, { recipient: `person-${place}` })))

    const rows = await Promise.all(
      Array.from({ length: 24 }, (_, turn) =>
        (turn % 2 ? outbox : other.outbox).claim(holder(turn % 2 ? 'one' : 'two')),
      ),
    )

    const ids = rows.flatMap((row) => (row ? [row.id] : []))
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
  })

  test('a dead sender leaves its part waiting before the wire, unknown after it', async () => {
    await outbox.add([part('text-1'), part('text-1', 1, { recipient: 'other' })])
    const [before, after] = [await claimed(), await claimed()]
    await outbox.onWire(after.id, 'one')

    const early = await outbox.recover(SAID)
    world.set('2024-01-01T06:01:00Z')
    const lost = await outbox.recover(SAID)

    expect(early).toEqual([])
    expect(lost.map((row) => [row.id, row.state, row.cause, row.isOnWire])).toEqual([[after.id, 'unknown', SAID, true]])
    expect(await outbox.row(before.id)).toMatchObject({ state: 'waiting', owner: null, attempt: 1 })
  })

  test('who gives a sign of life keeps the part that takes its time, until it is settled', async () => {
    await outbox.add([part('text-1')])
    const row = await claimed('one')
    world.set('2024-01-01T06:00:50Z')
    const isHeld = await outbox.beat(row.id, holder('one'))
    world.set('2024-01-01T06:01:20Z')

    expect([isHeld, await outbox.beat(row.id, holder('two'))]).toEqual([true, false])
    await outbox.recover(SAID)
    expect(await outbox.row(row.id)).toMatchObject({ state: 'sending', owner: 'one' })
    await outbox.settle(row.id, 'one', { state: 'sent', receipt: '1' })
    expect(await outbox.beat(row.id, holder('one'))).toBe(false)
  })

  test('who lost a part can neither put it on the wire nor settle it', async () => {
    await outbox.add([part('text-1')])
    const row = await claimed('one')
    world.set('2024-01-01T06:01:00Z')
    await outbox.recover(SAID)
    await claimed('two')

    await expect(outbox.onWire(row.id, 'one')).rejects.toThrow(/no longer held by this process/)
    await expect(outbox.settle(row.id, 'one', { state: 'sent', receipt: '1' })).rejects.toThrow(/Nothing was recorded/)
    expect(await outbox.row(row.id)).toMatchObject({ state: 'sending', owner: 'two' })
  })

  test('an answer that comes after the part was called unknown is the truth', async () => {
    await outbox.add([part('text-1')])
    const row = await claimed('one')
    await outbox.onWire(row.id, 'one')
    world.set('2024-01-01T06:02:00Z')
    await outbox.recover(SAID)

    await outbox.settle(row.id, 'one', { state: 'sent', receipt: '42' })

    expect(await outbox.row(row.id)).toMatchObject({
      state: 'sent',
      receipt: '42',
      sentAt: '2024-01-01T06:02:00.000Z',
      cause: null,
    })
  })

  test('an answer that comes after a person has decided is refused', async () => {
    await outbox.add([part('text-1')])
    const row = await claimed('one')
    await outbox.settle(row.id, 'one', { state: 'unknown', cause: SAID })
    await outbox.decide(row.id, 'resend', 'anna')

    await expect(outbox.settle(row.id, 'one', { state: 'sent', receipt: '42' })).rejects.toThrow(/no longer held/)
    expect(await outbox.row(row.id)).toMatchObject({ state: 'waiting', isOnWire: false })
  })

  test('a person sends again only what is unknown or failed, and never what was sent', async () => {
    await outbox.add([part('text-1')])
    const row = await claimed()
    const sending = outbox.decide(row.id, 'cancel', 'anna')
    await expect(sending).rejects.toThrow(`Part ${row.id} is being sent right now: it cannot be given up.`)
    await outbox.settle(row.id, 'one', { state: 'sent', receipt: '1' })

    await expect(outbox.decide(row.id, 'resend', 'anna')).rejects.toThrow(/sent already: it cannot be sent again/)
    await expect(outbox.decide(row.id, 'cancel', 'anna')).rejects.toThrow(/sent already: it cannot be given up/)
    await expect(outbox.decide('nobody', 'cancel', 'anna')).rejects.toThrow('There is no part nobody in the outbox.')
  })

  test('a part that a person gives up lets the later ones go', async () => {
    const { rows } = await outbox.add([part('text-1', 1), part('picture-1', 2)])

    const given = await outbox.decide(rows[0]?.id ?? '', 'cancel', 'anna')

    expect(given.state).toBe('cancelled')
    expect(await claimed()).toMatchObject({ part: 'picture-1' })
  })

  test('the rest of a message fails together, others stay', async () => {
    await outbox.add([
      part('text-1'),
      part('picture-1', 2),
      part('picture-2', 3),
      part('text-1', 1, { recipient: 'zoe' }),
    ])
    await claimed()

    const { part: _, ...message } = part('')
    const failed = await outbox.failRest(message, SAID)

    expect(failed).toBe(2)
    expect((await outbox.list({ recipient: 'head', limit: 9 })).map((row) => [row.part, row.state])).toEqual([
      ['text-1', 'sending'],
      ['picture-1', 'failed'],
      ['picture-2', 'failed'],
    ])
    expect(await outbox.list({ states: ['waiting'], limit: 9 })).toMatchObject([{ recipient: 'zoe' }])
  })

  test('equal bytes are kept once, and only while a part that is not settled may need them', async () => {
    const content = new Uint8Array([1, 2, 3])
    await outbox.add([part('picture-1', 1, { content }), part('picture-1', 1, { content, recipient: 'other' })])
    const [first, second] = [await claimed(), await claimed()]
    await outbox.settle(first.id, 'one', { state: 'unknown', cause: SAID })
    world.set('2024-02-01T00:00:00Z')

    const whileSending = await outbox.forgetContents('2024-01-15T00:00:00Z')
    const kept = await outbox.content(first.id)
    await outbox.settle(second.id, 'one', { state: 'sent', receipt: '1' })
    const justSettled = await outbox.forgetContents('2024-01-15T00:00:00Z')
    const afterAll = await outbox.forgetContents('2024-03-01T00:00:00Z')

    expect([whileSending, justSettled, afterAll]).toEqual([0, 0, 1])
    expect(kept).toEqual(content)
    expect(await outbox.content(first.id)).toBeUndefined()
    expect(await outbox.row(first.id)).toMatchObject({ state: 'unknown', hasContent: false })
    await expect(outbox.decide(first.id, 'resend', 'anna')).rejects.toThrow(/no longer kept/)
  })
})
