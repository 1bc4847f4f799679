import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { JobStore } from './contract.ts'
import { ENGINES, holder, SAID, ownState, type TestState } from './testing.ts'

const DUE = { job: 'sync', dueAt: '2024-01-01T06:00:00Z', trigger: 'schedule' } as const
const NEXT = { ...DUE, dueAt: '2024-01-01T06:15:00Z' }
describe.each(ENGINES)('%s', (engine) => {
  let world: ReturnType<typeof pinnedWorld>
  let folder: TestState
  let jobs: JobStore

  beforeEach(async () => {
    world = pinnedWorld('2024-01-01T06:00:00Z')
    folder = await ownState(engine)
    jobs = (await folder.open(world)).jobs
  })

  afterEach(() => folder.remove())

  async function claimed(due: Parameters<JobStore['claim']>[0] = DUE, owner = 'one') {
    const run = await jobs.claim(due, holder(owner))
    if (!run) throw new Error('nothing to claim')
    return run
  }

  test('a job is first seen once, and asked again, at the same instant', async () => {
    const first = await jobs.firstSeen('sync')
    world.set('2024-02-01T00:00:00Z')

    expect([first, await jobs.firstSeen('sync')]).toEqual(['2024-01-01T06:00:00.000Z', '2024-01-01T06:00:00.000Z'])
  })

  test('a due time is claimed once, whatever became of it', async () => {
    const other = (await folder.open(world)).jobs
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, turn) => (turn % 2 ? jobs : other).claim(DUE, holder(`owner-${turn}`))),
    )
    const [run, ...more] = claims.filter((each) => each !== undefined)
    await jobs.finish(run?.id ?? '', run?.owner ?? '', { state: 'done', detail: { rows: 3 } })

    expect(more).toEqual([])
    expect(await jobs.claim({ ...DUE, dueAt: '2024-01-01T09:00:00+03:00' }, holder('one'))).toBeUndefined()
    expect(await jobs.run(run?.id ?? '')).toMatchObject({ state: 'done', detail: { rows: 3 }, owner: null, attempt: 1 })
  })

  test('one run of a job goes on at a time; another job does not care', async () => {
    const run = await claimed()

    expect(await jobs.claim(NEXT, holder('two'))).toBeUndefined()
    expect(await jobs.claim({ ...DUE, job: 'report' }, holder('two'))).toMatchObject({
      job: 'report',
      state: 'running',
      owner: 'two',
      attempt: 1,
    })
    await jobs.finish(run.id, 'one', { state: 'failed', cause: SAID, recovery: 'stop' })
    expect(await jobs.claim(NEXT, holder('two'))).toMatchObject({ dueAt: '2024-01-01T06:15:00.000Z', owner: 'two' })
  })

  test('a run whose holder shows no sign of life is taken over, and is no longer the first one’s', async () => {
    const run = await claimed()
    world.set('2024-01-01T06:00:40Z')
    const isAlive = await jobs.beat(run.id, holder('one'))
    world.set('2024-01-01T06:01:20Z')
    const early = await jobs.claim(DUE, holder('two'))
    world.set('2024-01-01T06:01:40Z')
    const unfinished = await jobs.unfinished()
    const taken = await jobs.claim(DUE, holder('two'))

    expect([isAlive, early, unfinished.map(({ id }) => id)]).toEqual([true, undefined, [run.id]])
    expect(taken).toMatchObject({ id: run.id, attempt: 2, owner: 'two', logRun: run.logRun })
    expect(await jobs.beat(run.id, holder('one'))).toBe(false)
    await expect(jobs.finish(run.id, 'one', { state: 'done', detail: null })).rejects.toThrow(/no longer held by/)
  })

  test('a waiting run is claimed again when its time has come, not before', async () => {
    const run = await claimed()
    const notBefore = '2024-01-01T06:05:00Z'
    await jobs.finish(run.id, 'one', { state: 'waiting', cause: SAID, recovery: 'retry', notBefore })

    expect([await jobs.claim(DUE, holder('one')), await jobs.unfinished()]).toEqual([undefined, []])
    world.set(notBefore)
    expect(await jobs.unfinished()).toMatchObject([{ state: 'waiting', cause: SAID, recovery: 'retry' }])
    expect(await jobs.claim(DUE, holder('one'))).toMatchObject({ id: run.id, attempt: 2, cause: null, notBefore: null })
  })

  test('the newest due time is the schedule’s, skipped ones included, a person’s left out', async () => {
    const before = await jobs.lastDue('sync')
    await jobs.skip('sync', ['2024-01-01T05:45:00Z', '2024-01-01T06:00:00Z'], SAID)
    await jobs.skip('sync', ['2024-01-01T06:00:00Z'], { ru: 'иначе', en: 'otherwise' })
    const run = await claimed({ job: 'sync', dueAt: '2024-01-01T07:00:00Z', trigger: 'person' })

    expect([before, await jobs.lastDue('sync')]).toEqual([undefined, '2024-01-01T06:00:00.000Z'])
    expect(await jobs.claim(DUE, holder('two'))).toBeUndefined()
    expect((await jobs.history({ job: 'sync', limit: 9 })).map((each) => [each.state, each.dueAt, each.cause])).toEqual(
      [
        ['running', run.dueAt, null],
        ['skipped', '2024-01-01T06:00:00.000Z', SAID],
        ['skipped', '2024-01-01T05:45:00.000Z', SAID],
      ],
    )
  })

  test('a paused job says since when and by whom, until it is resumed', async () => {
    await jobs.pause('sync', 'anna')
    world.set('2024-01-02T00:00:00Z')
    await jobs.pause('sync', 'boris')

    expect([...(await jobs.paused())]).toEqual([['sync', { since: '2024-01-01T06:00:00.000Z', by: 'anna' }]])
    await jobs.resume('sync')
    expect([...(await jobs.paused())]).toEqual([])
  })
})
