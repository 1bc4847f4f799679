import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { NewPart, State } from './contract.ts'
import { ENGINES, holder, ownState, part, SAID, type TestState } from './testing.ts'

const OLD = '2024-01-01T06:00:00.000Z'
const NOW = '2025-06-01T06:00:00.000Z'
const KEPT_DAYS = 400

describe.each(ENGINES)('%s', (engine) => {
  let world: ReturnType<typeof pinnedWorld>
  let folder: TestState
  let state: State

  beforeEach(async () => {
    world = pinnedWorld(OLD)
    folder = await ownState(engine)
    state = await folder.open(world)
  })

  afterEach(() => folder.remove())

  async function ran(dueAt: string, job = 'sync', trigger: 'schedule' | 'person' = 'schedule') {
    world.set(dueAt)
    const run = await state.jobs.claim({ job, dueAt, trigger }, holder('one'))
    if (!run) throw new Error('nothing to claim')
    await state.jobs.finish(run.id, 'one', { state: 'done', detail: null })
    return run.id
  }

  /** A message of one part, settled as told. */
  async function sent(edition: string, outcome: 'sent' | 'failed' | 'unknown', more: Partial<NewPart> = {}) {
    await state.outbox.add([part('text-1', 1, { edition, ...more })])
    const row = await state.outbox.claim(holder('one'))
    if (!row) throw new Error('nothing to send')
    await state.outbox.settle(
      row.id,
      'one',
      outcome === 'sent' ? { state: outcome, receipt: '1' } : { state: outcome, cause: SAID },
    )
  }

  /** Yesterday a run ended, so that it is known what day it is; then what is old is forgotten. */
  async function forgotten() {
    await ran('2025-05-30T06:00:00.000Z', 'daily')
    world.set(NOW)
    return state.forget(KEPT_DAYS)
  }

  const editions = async () => (await state.outbox.list({ limit: 100 })).map(({ edition }) => edition).toSorted()
  const dueTimes = async (job: string) => (await state.jobs.history({ job, limit: 100 })).map(({ dueAt }) => dueAt)

  test('runs that ended long ago are forgotten, but for the newest of a schedule, from which due times are counted', async () => {
    await ran('2024-01-01T06:00:00.000Z')
    await ran('2024-01-01T07:00:00.000Z')
    await ran('2024-01-01T08:12:34.567Z', 'sync', 'person')
    await state.jobs.skip('sync', ['2024-01-01T06:30:00.000Z'], SAID)

    expect(await forgotten()).toMatchObject({ runs: 3 })

    expect(await dueTimes('sync')).toEqual(['2024-01-01T07:00:00.000Z'])
    expect(await state.jobs.lastDue('sync')).toBe('2024-01-01T07:00:00.000Z')
    expect(
      await state.jobs.claim({ job: 'sync', dueAt: '2024-01-01T07:00:00.000Z', trigger: 'schedule' }, holder('two')),
    ).toBeUndefined()
  })

  test('what was counted since the beginning goes on, however often it is forgotten', async () => {
    for (const hour of ['06', '07', '08']) await ran(`2024-01-01T${hour}:00:00.000Z`)
    await forgotten()
    await ran('2025-06-01T07:00:00.000Z')
    const other = await folder.open(world)
    await Promise.all([state.forget(KEPT_DAYS), other.forget(KEPT_DAYS)])

    expect(await state.jobs.ends()).toEqual(
      expect.arrayContaining([{ job: 'sync', state: 'done', runs: 4, lastEnd: '2025-06-01T07:00:00.000Z' }]),
    )
  })

  test('a run that waits for another try stays, and so does the message that it made', async () => {
    const run = await state.jobs.claim({ job: 'report:a', dueAt: OLD, trigger: 'schedule' }, holder('one'))
    await sent('2024-01-01', 'sent', { run: run?.id ?? '' })
    await state.jobs.finish(run?.id ?? '', 'one', { state: 'waiting', cause: SAID, recovery: 'retry', notBefore: NOW })

    expect(await forgotten()).toMatchObject({ runs: 0, parts: 0 })

    expect(await editions()).toEqual(['2024-01-01'])
    const added = await state.outbox.add([part('text-1', 1, { edition: '2024-01-01' })])
    expect(added.added).toBe(0)
  })

  test('a message goes whole: not while a part of it waits, is unknown, or was changed since', async () => {
    await sent('2024-01-01 sent', 'sent')
    await sent('2024-01-01 failed', 'failed')
    await sent('2024-01-01 unknown', 'unknown')
    await sent('2024-01-01 half', 'sent')
    await state.outbox.add([part('text-2', 2, { edition: '2024-01-01 half', notBefore: '2030-01-01T00:00:00Z' })])
    await sent('2024-01-01 decided', 'sent')
    await sent('2024-01-01 decided', 'failed', { part: 'text-2' })
    const [decided] = await state.outbox.list({ states: ['failed'], edition: '2024-01-01 decided', limit: 1 })
    world.set('2025-03-01T00:00:00Z')
    await state.outbox.decide(decided?.id ?? '', 'cancel', 'head')

    expect(await forgotten()).toMatchObject({ parts: 2 })

    expect(await editions()).toEqual(
      ['decided', 'decided', 'half', 'half', 'unknown'].map((what) => `2024-01-01 ${what}`),
    )
  })

  test('bytes that only a forgotten message needed are forgotten with the others', async () => {
    await sent('2024-01-01', 'sent', { content: new Uint8Array(10) })
    await forgotten()

    expect(await state.outbox.forgetContents(NOW)).toBe(1)
  })

  test('a closed notice is forgotten, an open one stays, and what none is about any more is named', async () => {
    await state.notices.open('source:desk', SAID)
    await state.notices.close('source:desk')
    await state.notices.open('job:sync', SAID)
    await state.notices.close('job:sync')
    await state.notices.open('job:sync', SAID)
    await state.notices.open('recipient:head/telegram', SAID)
    await state.notices.close('recipient:head/telegram')
    world.set('2025-05-30T05:00:00Z')
    await sent('2025-05-30', 'sent')

    expect(await forgotten()).toMatchObject({
      notices: 3,
      subjects: expect.arrayContaining(['source:desk', 'recipient:head/telegram']),
    })

    expect(await state.notices.list({ limit: 10 })).toMatchObject([{ subject: 'job:sync', closedAt: null }])
  })

  test('the notice of a message goes with it, and stays with one of which nobody knows whether it arrived', async () => {
    await sent('2024-01-01', 'failed')
    await sent('2024-01-02', 'unknown')
    for (const subject of ['2024-01-01', '2024-01-02', '2024-01-02 #2']) {
      await state.notices.open(`delivery:support.morning/${subject}`, SAID)
    }
    await state.notices.open('recipient:head/telegram', SAID)
    await state.notices.close('recipient:head/telegram')

    expect(await forgotten()).toMatchObject({ notices: 1, subjects: ['delivery:support.morning/2024-01-01'] })

    // a closed notice that was told of the unknown part, too: without it, it would be told again
    expect((await state.notices.list({ limit: 10 })).map(({ subject }) => subject).toSorted()).toEqual([
      'delivery:support.morning/2024-01-02',
      'delivery:support.morning/2024-01-02 #2',
      'recipient:head/telegram',
    ])
  })

  test('a clock that is wrong for an hour forgets nothing', async () => {
    for (const hour of ['06', '07', '08']) await ran(`2024-01-01T${hour}:00:00.000Z`)
    await sent('2024-01-01', 'sent')
    world.set('2099-01-01T00:00:00.000Z')
    await ran('2099-01-01T00:00:00.000Z')

    expect(await state.forget(KEPT_DAYS)).toEqual({ runs: 0, parts: 0, notices: 0, subjects: [] })
  })

  test('the record of what was done stays', async () => {
    await state.audit.record({ at: OLD, who: 'anna', action: 'signed_in', subject: null, detail: {}, address: null })

    await forgotten()

    expect(await state.audit.list({ limit: 10 })).toHaveLength(1)
  })
})
