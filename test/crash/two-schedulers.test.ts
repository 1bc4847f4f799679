import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openState } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { looks, startFollower, type Follower } from './followers.ts'
import { plainDueTimes, SCHEDULES } from './schedules.ts'

const HOURS = process.env['SVODKA_FULL'] === '1' ? 48 : 5
const FROM = '2024-01-01T00:00:00.000Z'
const TO = new Date(Date.parse(FROM) + HOURS * 3_600_000).toISOString()
/** minutes from one look at the clock to the next, again and again: sometimes late for several due times */
const STRIDES = [1, 14, 1, 15, 29, 1, 47, 12, 3]

let folder: string
let file: string
let runsFile: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-schedulers-'))
  file = join(folder, 'state.db')
  runsFile = join(folder, 'runs.txt')
})

afterEach(() => rmSync(folder, { recursive: true }))

const start = (name: string, now: string, dieAt = 0): Promise<Follower> =>
  startFollower('scheduler-child.ts', [file, runsFile, name, now, dieAt])
const allLooks = () => looks(FROM, TO, STRIDES)

const expected = () => SCHEDULES.flatMap(({ id }, place) => dueOf(place).map((dueAt) => `${id} ${dueAt}`)).toSorted()
const dueOf = (place: number) => plainDueTimes(SCHEDULES[place] as (typeof SCHEDULES)[number], FROM, TO)

const events = () =>
  readFileSync(runsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [what = '', job = '', dueAt = '', who = ''] = line.split(' ')
      return { what, job, dueAt, who }
    })

const finished = (): string[] =>
  events()
    .filter(({ what }) => what === 'end')
    .map(({ job, dueAt }) => `${job} ${dueAt}`)

async function recorded(): Promise<{ done: string[]; others: number; again: number }> {
  const state = await openState({ file }, pinnedWorld(TO))
  const runs = await state.jobs.history({ limit: 1_000_000 })
  await state.close()
  const done = runs.filter((run) => run.state === 'done')
  return {
    done: done.map((run) => `${run.job} ${run.dueAt}`).toSorted(),
    others: runs.length - done.length,
    again: done.filter((run) => run.attempt > 1).length,
  }
}

test(`two processes on one state, ${SCHEDULES.length} schedules: every due time ran once, one run of a job at a time`, async () => {
  const processes = await Promise.all([start('one', FROM), start('other', FROM)])

  for (const now of allLooks()) {
    const alive = await Promise.all(processes.map((each) => each.look(now)))
    expect(alive).toEqual([true, true])
  }
  await Promise.all(processes.map((each) => each.end()))

  const ran = finished()
  const { done, others } = await recorded()
  const shares = ['one', 'other'].map(
    (who) => events().filter((each) => each.what === 'end' && each.who === who).length,
  )
  process.stdout.write(
    `${SCHEDULES.length} schedules, ${HOURS} hours: ${expected().length} due times, ${ran.length} runs ` +
      `(${shares.join(' + ')}), ${new Set(ran).size} different\n`,
  )
  expect(ran.toSorted()).toEqual(expected())
  expect([done, others]).toEqual([expected(), 0])
  expect(Math.min(...shares)).toBeGreaterThan(0)
  for (const { id } of SCHEDULES) {
    const own = events().filter(({ job }) => job === id)
    expect(own.map(({ what }) => what)).toEqual(own.map((_, place) => (place % 2 ? 'end' : 'begin')))
    expect(own.filter(({ what }) => what === 'end').map(({ dueAt }) => dueAt)).toEqual(
      own.flatMap(({ what, dueAt }) => (what === 'end' ? [dueAt] : [])).toSorted(),
    )
  }
}, 300_000)

test('processes killed in the middle of runs and started again: every due time is done, and counted once', async () => {
  const one = await start('steady', FROM)
  let other = await start('killed-0', FROM, 20)
  let killed = 0

  for (const [turn, now] of [...allLooks()].entries()) {
    // every second look is its own, so that it comes to its end whichever of the two is the faster
    const [isAlive] = await Promise.all([other.look(now), turn % 2 ? one.look(now) : true])
    if (isAlive) continue
    killed += 1
    other = await start(`killed-${killed}`, now, 20 + killed)
  }
  const afterLeases = new Date(Date.parse(TO) + 59_000).toISOString()
  await one.look(afterLeases)
  await Promise.all([one.end(), other.end()])

  const { done, others, again } = await recorded()
  const ran = finished()
  process.stdout.write(
    `${killed} processes killed: ${done.length} due times done, ${again} of them in a second attempt, ` +
      `${ran.length - new Set(ran).size} had got to their end before\n`,
  )
  expect(killed).toBeGreaterThan(3)
  expect([done, others]).toEqual([expected(), 0])
  expect(new Set(ran)).toEqual(new Set(expected()))
  expect(ran.length - new Set(ran).size).toBeLessThanOrEqual(again)
}, 300_000)
