import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineWords, SvodkaError, type Log, type LogFields } from '../base/index.ts'
import { openState, type State } from '../state/index.ts'
import type { Job, JobDue } from './contract.ts'
import { createScheduler, type SchedulerOptions } from './scheduler.ts'
import { manualWorld, type ManualWorld } from './testing.ts'

const BEFORE = '2024-01-01T05:00:00.000Z'
const DUE = '2024-01-01T05:45:00.000Z'
const words = defineWords({ en: { away: 'The desk is away.' }, ru: { away: 'Стол недоступен.' } })
const away = (recovery: 'retry' | 'skip' | 'stop', retryAfterSeconds?: number) =>
  new SvodkaError(words, 'away', {}, { recovery, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) })

let world: ManualWorld
let lines: { event: string; fields: LogFields }[]
let state: State

beforeEach(async () => {
  lines = []
  world = manualWorld(BEFORE, recording({}))
  state = await openState({ file: ':memory:' }, world)
})

afterEach(() => state.close())

function recording(fields: LogFields): Log {
  const write = (own: LogFields, event: string) => void lines.push({ event, fields: { ...fields, ...own } })
  return { debug: write, info: write, warn: write, error: write, with: (more) => recording({ ...fields, ...more }) }
}

const job = (run: Job['run'], more: Partial<Job> = {}): Job => ({
  id: 'report:support.morning',
  at: '45 8 * * *',
  timeZone: 'Europe/Moscow',
  missed: 'latest',
  attempts: 3,
  run,
  ...more,
})

/** A scheduler that has been there since before the due time. */
async function scheduled(jobs: readonly Job[], more: Partial<SchedulerOptions> = {}) {
  const scheduler = createScheduler({ jobs, state, owner: 'one', ...more }, world)
  await scheduler.runDue()
  return scheduler
}

/** A run that ends when it is let go. */
function held() {
  let letGo: () => void = () => {}
  const dues: JobDue[] = []
  const run = (due: JobDue) =>
    new Promise<null>((resolve, reject) => {
      dues.push(due)
      letGo = () => resolve(null)
      due.signal.addEventListener('abort', () => reject(new Error('told to stop')))
    })
  return { run, dues, letGo: () => letGo() }
}

const states = async (limit = 20) =>
  (await state.jobs.history({ limit })).map((run) => [run.dueAt.slice(5, 16).replace('T', ' '), run.state, run.attempt])

test('a job runs when it is due, once, and its run keeps what it said', async () => {
  const scheduler = await scheduled([job(async () => ({ parts: 4 }))])
  const early = await scheduler.runDue()
  world.set(DUE)
  const ended = await scheduler.runDue()
  const again = await scheduler.runDue()

  expect([early, again]).toEqual([[], []])
  expect(ended).toMatchObject([
    {
      job: 'report:support.morning',
      dueAt: DUE,
      state: 'done',
      trigger: 'schedule',
      detail: { parts: 4 },
      endedAt: DUE,
    },
  ])
})

test('a program that starts at the very due time runs it', async () => {
  world.set(DUE)

  expect(await createScheduler({ jobs: [job(async () => null)], state }, world).runDue()).toHaveLength(1)
})

test('what came before a job was first seen is not made up for', async () => {
  world.set('2024-01-01T05:45:01Z')
  const scheduler = createScheduler({ jobs: [job(async () => null, { missed: 'all' })], state }, world)

  expect(await scheduler.runDue()).toEqual([])
  expect(scheduler.next('report:support.morning', 2)).toEqual(['2024-01-02T05:45:00.000Z', '2024-01-03T05:45:00.000Z'])
})

describe('after days of nothing', () => {
  test.each([
    [
      'latest',
      [
        ['01-03 05:45', 'done', 1],
        ['01-02 05:45', 'skipped', 0],
        ['01-01 05:45', 'skipped', 0],
      ],
    ],
    [
      'all',
      [
        ['01-03 05:45', 'done', 1],
        ['01-02 05:45', 'done', 1],
        ['01-01 05:45', 'done', 1],
      ],
    ],
    [
      'skip',
      [
        ['01-03 05:45', 'skipped', 0],
        ['01-02 05:45', 'skipped', 0],
        ['01-01 05:45', 'skipped', 0],
      ],
    ],
  ] as const)('%s', async (missed, expected) => {
    const order: string[] = []
    const run = async ({ run: { dueAt } }: JobDue) => ({ place: order.push(dueAt) })
    const scheduler = await scheduled([job(run, { missed })])
    world.set('2024-01-03T09:00:00Z')
    await scheduler.runDue()
    await scheduler.runDue()

    expect(await states()).toEqual(expected)
    expect(order).toEqual(order.toSorted())
  })
})

test('a clock that goes back runs nothing twice, and goes on where it stands', async () => {
  let runs = 0
  const scheduler = await scheduled([job(async () => ({ place: ++runs }), { at: '0 * * * *', missed: 'all' })])
  for (const now of ['06:00', '07:00', '08:00', '06:00', '07:00', '06:30', '08:00', '09:00']) {
    world.set(`2024-01-01T${now}:00Z`)
    await scheduler.runDue()
  }

  // 05:00 was due when the job was first seen
  expect(runs).toBe(5)
})

describe('a run that fails', () => {
  test('is tried again after 1, 5 and 15 minutes, then has failed', async () => {
    const scheduler = await scheduled([job(() => Promise.reject(away('retry')), { attempts: 4 })])
    world.set(DUE)
    const waits: (string | undefined)[] = []
    const tooEarly: unknown[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      const [run] = await scheduler.runDue()
      waits.push(run?.notBefore?.slice(11, 16))
      const again = Date.parse(run?.notBefore ?? '2024-01-02T00:00:00Z')
      world.set(new Date(again - 1).toISOString())
      tooEarly.push(...(await scheduler.runDue()))
      world.set(new Date(again).toISOString())
    }

    expect([waits, tooEarly]).toEqual([['05:46', '05:51', '06:06', undefined], []])
    expect(await state.jobs.history({ limit: 5 })).toMatchObject([
      { state: 'failed', attempt: 4, recovery: 'retry', cause: { ru: 'Стол недоступен.', en: 'The desk is away.' } },
    ])
  })

  test('waits as long as the error says', async () => {
    const scheduler = await scheduled([job(() => Promise.reject(away('retry', 90)))])
    world.set(DUE)

    expect(await scheduler.runDue()).toMatchObject([{ state: 'waiting', notBefore: '2024-01-01T05:46:30.000Z' }])
  })

  test.each(['stop', 'skip'] as const)('is not tried again when the error says %s', async (recovery) => {
    const scheduler = await scheduled([job(() => Promise.reject(away(recovery)))])
    world.set(DUE)

    expect(await scheduler.runDue()).toMatchObject([{ state: 'failed', recovery, attempt: 1 }])
  })

  test('is done when a later attempt succeeds', async () => {
    let attempts = 0
    const run = async () => (++attempts === 1 ? Promise.reject(away('retry')) : null)
    const scheduler = await scheduled([job(run)])
    world.set(DUE)
    await scheduler.runDue()
    world.set('2024-01-01T05:46:00Z')

    expect(await scheduler.runDue()).toMatchObject([{ state: 'done', attempt: 2, cause: null }])
  })

  test('with an error of the program says so in a sentence; the stack is in the log of the run only', async () => {
    const scheduler = await scheduled([job(() => Promise.reject(new TypeError('rows is undefined\n  at secret.ts')))])
    world.set(DUE)
    const [run] = await scheduler.runDue()

    expect(run?.cause?.en).toBe(
      `An unexpected error: rows is undefined. This is a fault of the program, not of your settings; the details are in the log: svodka log --run ${run?.logRun}`,
    )
    const failure = lines.find(({ event }) => event === 'job.failed')
    expect(failure?.fields).toMatchObject({ runId: run?.logRun, stack: expect.stringContaining('scheduler.test.ts') })
  })
})

test('what a job logs carries the id of its run', async () => {
  const scheduler = await scheduled([job(async (due) => due.world.log.info({}, 'made by the job') ?? null)])
  world.set(DUE)
  const [run] = await scheduler.runDue()

  const own = lines.filter(({ fields }) => fields['runId'] === run?.logRun).map(({ event }) => event)
  expect(own).toEqual(['job.started', 'made by the job', 'job.done'])
})

test('a paused job does not run; resumed, it follows its rule for missed times', async () => {
  const scheduler = await scheduled([job(async () => null)])
  await state.jobs.pause('report:support.morning', 'anna')
  world.set('2024-01-02T06:00:00Z')
  const whilePaused = await scheduler.runDue()
  await state.jobs.resume('report:support.morning')
  await scheduler.runDue()

  expect(whilePaused).toEqual([])
  expect(await states()).toEqual([
    ['01-02 05:45', 'done', 1],
    ['01-01 05:45', 'skipped', 0],
  ])
})

describe('a run that takes long', () => {
  test('keeps its lease, so that no other process takes it over', async () => {
    const work = held()
    const scheduler = await scheduled([job(work.run)])
    const other = createScheduler({ jobs: [job(async () => null)], state, owner: 'other' }, world)
    world.set(DUE)
    const ended = scheduler.runDue()
    await world.advance(600)
    const taken = await other.runDue()
    work.letGo()

    expect(taken).toEqual([])
    expect(await ended).toMatchObject([{ state: 'done', attempt: 1 }])
    expect(world.sleepers()).toBe(0)
  })

  test('holds back the next of the same job, and no other job', async () => {
    const work = held()
    const often = { at: '*/15 * * * *' }
    world.set('2024-01-01T05:01:00Z')
    const scheduler = await scheduled([job(work.run, often), job(async () => null, { id: 'sync', ...often })])
    world.set('2024-01-01T05:15:00Z')
    const first = scheduler.runDue()
    await world.advance(15 * 60)
    const second = await scheduler.runDue()
    const dues = work.dues.map(({ run }) => run.dueAt.slice(11, 16))
    work.letGo()
    await first

    expect(dues).toEqual(['05:15'])
    expect(second.map((run) => [run.job, run.dueAt.slice(11, 16)])).toEqual([['sync', '05:30']])
  })

  test('is told to stop when its lease was lost, and records nothing', async () => {
    const work = held()
    const scheduler = await scheduled([job(work.run)])
    const other = createScheduler({ jobs: [job(async () => ({ by: 'other' }))], state, owner: 'other' }, world)
    world.set(DUE)
    const ended = scheduler.runDue()
    await world.advance(0)
    world.set('2024-01-01T05:47:00Z') // the process hung: no sign of life for two minutes
    const taken = await other.runDue()
    await world.advance(20)

    expect(taken).toMatchObject([{ state: 'done', attempt: 2, detail: { by: 'other' } }])
    expect(work.dues[0]?.signal.aborted).toBe(true)
    expect(await ended).toEqual(taken)
    expect(lines.map(({ event }) => event)).toContain('job.lost')
  })

  test('goes on while signs of life cannot be recorded, until its lease is over', async () => {
    const work = held()
    let isBroken = false
    const beat: State['jobs']['beat'] = (id, holder) =>
      isBroken ? Promise.reject(new Error('disk is full')) : state.jobs.beat(id, holder)
    const shaky = { ...state, jobs: { ...state.jobs, beat } }
    const scheduler = await scheduled([job(work.run)], { state: shaky })
    world.set(DUE)
    const ended = scheduler.runDue()
    await world.advance(100)
    isBroken = true
    await world.advance(59)
    const duringLease = work.dues[0]?.signal.aborted
    await world.advance(2)

    expect([duringLease, work.dues[0]?.signal.aborted]).toEqual([false, true])
    expect(await ended).toHaveLength(1)
  })

  test('gives way when the program stops, and goes on at once after the next start', async () => {
    const work = held()
    const scheduler = await scheduled([job(work.run, { attempts: 1 })])
    world.set('2024-01-01T05:44:50Z')
    scheduler.start()
    await world.advance(10)
    await scheduler.stop()
    const stopped = await state.jobs.history({ limit: 1 })
    const next = await createScheduler({ jobs: [job(async () => null, { attempts: 1 })], state }, world).runDue()

    expect(stopped).toMatchObject([
      { state: 'waiting', attempt: 1, cause: { en: expect.stringContaining('was stopped') } },
    ])
    expect(next).toMatchObject([{ state: 'done', attempt: 2 }])
  })
})

test('a run that its process never survives is given up after ten more attempts', async () => {
  const dying = { owner: 'dying', leaseSeconds: 60 }
  await scheduled([])
  for (let death = 0; death < 11; death++) {
    await state.jobs.claim({ job: 'report:support.morning', dueAt: DUE, trigger: 'schedule' }, dying)
    await world.advance(61)
  }
  const ended = await createScheduler({ jobs: [job(async () => null, { attempts: 1 })], state }, world).runDue()

  expect(ended).toMatchObject([
    { state: 'failed', attempt: 12, cause: { en: expect.stringMatching(/^The program ended 11 times while this/) } },
  ])
})

test('started, it sleeps to each due time and runs it then', async () => {
  const ran: string[] = []
  const run = async ({ run: { job: id } }: JobDue) => ({
    place: ran.push(`${id} ${world.now().toISOString().slice(11, 19)}`),
  })
  const scheduler = createScheduler(
    { jobs: [job(run, { id: 'sync', at: '*/20 * * * *' }), job(run, { id: 'report' })], state },
    world,
  )
  scheduler.start()
  await world.advance(3600)
  await scheduler.stop()
  await world.advance(3600)

  expect(ran).toEqual(['sync 05:00:00', 'sync 05:20:00', 'sync 05:40:00', 'report 05:45:00', 'sync 06:00:00'])
  expect(world.sleepers()).toBe(0)
})

describe('a person', () => {
  test('runs a job at once, and the schedule still runs it when it is due', async () => {
    const scheduler = await scheduled([job(async () => null)])
    world.set(DUE)
    const asked = await scheduler.runNow('report:support.morning', 'anna')
    const askedAgain = await scheduler.runNow('report:support.morning', 'anna')
    const due = await scheduler.runDue()

    expect([asked, askedAgain]).toMatchObject([
      { trigger: 'person', state: 'done' },
      { trigger: 'person', state: 'done' },
    ])
    expect(due).toMatchObject([{ trigger: 'schedule', dueAt: DUE, state: 'done' }])
  })

  test('does not run a job that is running', async () => {
    const work = held()
    const scheduler = await scheduled([job(work.run)])
    world.set(DUE)
    const ended = scheduler.runDue()
    await world.advance(0)
    const asked = await scheduler.runNow('report:support.morning', 'anna')
    work.letGo()

    expect([asked, await ended]).toMatchObject([undefined, [{ state: 'done' }]])
  })

  test('is told the nearest name of a job that does not exist', async () => {
    const scheduler = await scheduled([job(async () => null)])

    await expect(scheduler.runNow('report:support.mornin', 'anna')).rejects.toThrow(
      'There is no job “report:support.mornin”. Did you mean “report:support.morning”?',
    )
  })
})

test('wrong schedules, unknown zones and doubled names are refused before anything runs', () => {
  const make = (...jobs: Job[]) => createScheduler({ jobs, state }, world)
  const run = async () => null

  expect(() => make(job(run, { at: '0 45 8 * * *' }))).toThrow(
    /schedule of “report:support.morning” is wrong\. .* six fields/,
  )
  expect(() => make(job(run, { timeZone: 'Moscow' }))).toThrow(/a time zone that does not exist: “Moscow”/)
  expect(() => make(job(run), job(run))).toThrow('Two jobs are called “report:support.morning”.')
})
