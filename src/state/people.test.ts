import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { State } from './contract.ts'
import { ENGINES, ownState, type TestState } from './testing.ts'

const NOON = '2024-01-01T12:00:00.000Z'
const LATER = '2024-01-08T12:00:00.000Z'
describe.each(ENGINES)('%s', (engine) => {
  const world = pinnedWorld(NOON)
  let folder: TestState
  let one: State
  let other: State

  beforeAll(async () => {
    folder = await ownState(engine)
    one = await folder.open(world)
    other = await folder.open(world)
  })
  afterAll(() => folder.remove())

  test('the record of what was done is neither changed nor shortened, whoever opens the database', async () => {
    const entry = { at: NOON, who: 'anna', action: 'export', subject: 'x', detail: { rows: '7' }, address: null }
    await one.audit.record(entry)

    await expect(folder.run("update audit set who = 'boris'")).rejects.toThrow('is not changed')
    await expect(folder.run('delete from audit')).rejects.toThrow('is not shortened')
    expect(await other.audit.list({ limit: 5 })).toMatchObject([entry])
  })

  test('the record is read by who and what, page by page', async () => {
    const entry = { at: NOON, action: 'sign-in', subject: null, detail: {}, address: '203.0.113.7' }
    for (const who of ['carl', 'dora', 'carl', 'carl']) await one.audit.record({ ...entry, who })

    const [newest, next] = await one.audit.list({ who: 'carl', limit: 2 })
    const rest = await one.audit.list({ who: 'carl', before: next?.id ?? '', limit: 9 })

    expect(Number(newest?.id)).toBeGreaterThan(Number(next?.id))
    expect(rest).toHaveLength(1)
    expect(await one.audit.list({ who: 'carl', action: 'export', limit: 9 })).toEqual([])
    expect(await one.audit.list({ before: "1' or 1=1", limit: 9 })).toEqual([])
  })

  test('a newer link for the same person takes the older one’s place; tickets stand side by side', async () => {
    const link = { login: 'anna', validUntil: LATER }
    await one.links.make('a', { ...link, kind: 'invite' })
    await one.links.make('b', { ...link, kind: 'reset' })
    for (const ticket of ['t1', 't2']) await one.links.make(ticket, { ...link, kind: 'ticket' })
    await one.links.make('c', { ...link, login: 'boris', kind: 'invite' })

    const found = await Promise.all(['a', 'b', 't1', 't2', 'c'].map((hash) => other.links.find(hash, NOON)))

    expect(found.map((each) => each?.kind)).toEqual([undefined, 'reset', 'ticket', 'ticket', 'invite'])
  })

  test('of many that accept one link at once, one does', async () => {
    await one.links.make('link', { kind: 'invite', login: 'many', validUntil: LATER })

    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, turn) =>
        (turn % 2 ? one : other).people.accept({ linkHash: 'link', passwordHash: `hash-${turn}`, at: NOON }),
      ),
    )

    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    const credential = await one.people.credential('many')
    expect(credential?.passwordHash).toBe(`hash-${outcomes.indexOf('done')}`)
  })

  test('a try that was noted is taken back at each of its keys, and no further', async () => {
    const limits = ['k1', 'k2'].map((key) => ({ key, free: 2, mostSeconds: 60 }))
    expect(await one.attempts.reserve(limits, NOON)).toBe(0)
    await other.attempts.undo(['k1'])

    expect(await one.attempts.reserve(limits, NOON)).toBe(0)
    expect(await one.attempts.reserve([{ key: 'k2', free: 2, mostSeconds: 60 }], NOON)).toBe(1)
    expect(await one.attempts.reserve([{ key: 'k1', free: 2, mostSeconds: 60 }], NOON)).toBe(0)
  })

  test('what is too old is forgotten with the next session', async () => {
    const session = { login: 'anna', mark: 'm', address: 'a', agent: 'b', startedAt: NOON, validUntil: LATER }
    await one.sessions.begin('s1', { ...session, id: '1', seenAt: NOON })
    await one.sessions.begin('s2', { ...session, id: '2', seenAt: '2024-01-02T00:00:00Z' })

    await one.sessions.forget({ seenAt: '2024-01-01T18:00:00Z', validUntil: NOON })

    expect((await other.sessions.of('anna')).map(({ id }) => id)).toEqual(['2'])
  })
})
