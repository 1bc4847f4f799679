import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callCounts, randomCuts } from './cuts.ts'
import { straceMissing } from './life.ts'
import { liveThrough, type Lived } from './run-day.ts'
import { openStandIns, type StandIns } from './stand-ins.ts'
import { leftBy, verdictOn, type Left } from './verdict.ts'
import { SCENES } from './workspace.ts'

const IS_FULL = process.env['SVODKA_FULL'] === '1'
const KILLS = IS_FULL ? Number(process.env['SVODKA_KILLS'] ?? 100) : 2
/** a cut that lies behind the end of its day kills nothing */
const MOST_DAYS = KILLS + 1
/** a killed process loses nothing that it gave to the kernel, so a disk in memory tells the same, sooner */
const MEMORY_DISK = '/dev/shm'

let standIns: StandIns
let root: string
let undisturbed: Left
let cuts: ReturnType<typeof randomCuts>

beforeAll(async () => {
  root = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'svodka-whole-day-'))
  standIns = await openStandIns()
  const day = await standIns.openDay(0, root)
  const trace = straceMissing === undefined ? join(root, 'calls.txt') : undefined
  await liveThrough(day, () => undefined, trace)
  undisturbed = await leftBy(day, standIns)
  cuts = randomCuts(trace === undefined ? new Map() : callCounts(trace))
  await day.close()
}, 600_000)
afterAll(async () => {
  await standIns.close()
  rmSync(root, { recursive: true, force: true })
})

test('an undisturbed day brings everything everywhere', () => {
  const sizes = Object.fromEntries(Object.entries(undisturbed.tables).map(([name, rows]) => [name, rows.length]))

  expect(sizes).toMatchObject({
    'core.support_ticket': 90,
    'core.orders_sale_line': 160,
    'core.support_ticket_history': 60,
  })
  expect(undisturbed.landed.till.size).toBe(72)
  expect(undisturbed.landed.bus.size).toBe(standIns.kafkaMissing === undefined ? 160 : 0)
  expect(Object.keys(undisturbed.mirror)).toEqual(['calls_ratings', 'orders_lines', 'support_tickets'])
  for (const [mart, rows] of Object.entries(undisturbed.mirror))
    expect([mart, rows.length]).toEqual([mart, sizes[`mart.${mart}`]])
  expect([...undisturbed.received.values()]).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
  expect([undisturbed.notices, undisturbed.strayFiles, undisturbed.rejected]).toEqual([[], [], 0])
})

test(`a whole day killed ${KILLS} times at any system call and any moment: nothing is lost, nothing is doubled`, async () => {
  const kills: Lived['kills'] = []
  const tally = { days: 0, unknown: 0, arrived: 0, told: 0 }
  while (kills.length < KILLS && tally.days < MOST_DAYS) {
    tally.days += 1
    const day = await standIns.openDay(tally.days, root)
    const lived = await liveThrough(day, cuts)
    const verdict = verdictOn(await leftBy(day, standIns), undisturbed, lived.accepted)
    const { lost, doubled, other } = verdict
    expect({ lost, doubled, other, after: lived.kills }).toEqual({
      lost: [],
      doubled: [],
      other: [],
      after: lived.kills,
    })
    kills.push(...lived.kills)
    tally.unknown += verdict.unknown
    tally.arrived += verdict.arrived
    tally.told += verdict.told.length
    await day.close()
    if (IS_FULL) process.stdout.write(table(kills, tally))
  }

  process.stdout.write(table(kills, tally))
  expect(kills.length).toBeGreaterThan(0)
  expect(standIns.telegram.violations).toEqual([])
}, 7_200_000)

/** What was tried, call by call and scene by scene; the days were compared row by row above. */
function table(kills: Lived['kills'], tally: Record<string, number>): string {
  const what = ({ cut }: Lived['kills'][number]) => ('call' in cut ? cut.call : 'a moment')
  const rows = [...new Set(kills.map(what))].toSorted().map((call) => {
    const own = kills.filter((kill) => what(kill) === call)
    const scenes = SCENES.map(({ name }) => own.filter(({ scene }) => scene === name).length)
    return [`kill at ${call}`, own.length, ...scenes].join(' | ')
  })
  const notes = [straceMissing, standIns.kafkaMissing].filter((note) => note !== undefined)
  return [
    `fault | kills | ${SCENES.map(({ name }) => name).join(' | ')}`,
    ...rows,
    `all | ${kills.length}, ${kills.filter(({ hasServed }) => !hasServed).length} of them while it started | lost 0 | doubled 0`,
    `${tally['days']} days; parts unknown ${tally['unknown']} (${tally['arrived']} had arrived), notices ${tally['told']}`,
    ...notes,
    '',
  ].join('\n')
}
