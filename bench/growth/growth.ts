import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Query } from '../../src/base/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { generateEvents, openBenchJourney, type BenchJourney, type GeneratedEvents } from '../journey/events.ts'
import { leastOf, printLine, spentOn, type Spent } from '../measure.ts'

/*
How cost grows with rows: the events of a service, a million of them, ten and a hundred. Of each size: first load and build, a
night's ten thousand events onto them, two questions and an analysis, what it takes of the disk. Each size is a
process of its own. A hundred million need about 25 GB of disk and half an hour, so `npm run bench` leaves it out:
`node bench/growth/growth.ts 1 10 100`, in millions of events.
*/
const USERS_A_MILLION = 100_000
const NIGHT = 10_000
const NIGHTS = 3
const TURNS = 3
/** of the warehouse's engine */
const MEMORY_MEGABYTES = 6000

const YEAR = { from: '2023-01-01', to: '2023-12-31' }
const MONTH = { from: '2023-12-01', to: '2023-12-31' }
const ASKER = { person: OWNER, locale: 'en' } as const
const questions: Readonly<Record<string, Query>> = {
  'a year by day and process': {
    metrics: ['journey.unclosed_processes'],
    by: ['process'],
    grain: 'day',
    period: YEAR,
  },
  'new payers of a month by day': { metrics: ['journey.new_paying_users'], grain: 'day', period: MONTH },
}

const [first, ...others] = process.argv.slice(2)
if (first === 'one') await measure(Number(others[0]))
else for (const millions of [first ?? '1', ...others]) runAlone(millions)

function runAlone(millions: string): void {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'one', millions], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}

async function measure(millions: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-growth-'))
  try {
    const generated = await generateEvents(join(folder, 'plain'), millions * USERS_A_MILLION)
    // from here on it only draws the nights' events
    await generated.plain.run("set memory_limit = '1GB'")
    const startedAt = performance.now()
    const journey = await openBenchJourney(join(folder, 'data'), generated, MEMORY_MEGABYTES)
    const { loadCpuSeconds: loadCpu, buildCpuSeconds: buildCpu } = journey
    const made = { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: loadCpu + buildCpu }
    const figure = (what: string, spent: Spent, more: Readonly<Record<string, number>> = {}) =>
      printLine({ bench: `${millions}M events: ${what}`, ok: true, ...spent, ...more })
    figure('first load and build', made, { loadCpu, buildCpu, events: generated.events })
    const night = await nightOf(folder, generated, journey)
    figure(`load ${NIGHT} more`, night.load)
    figure('build the marts after it', night.build)
    for (const [name, query] of Object.entries(questions))
      figure(name, await spentToAsk(() => journey.figures.query(query, ASKER)))
    const settings = { from: '2022-01-01', to: '2023-12-31', window_days: '30' }
    figure('funnel of two years', await spentToAsk(() => journey.figures.analyze('journey.funnel', settings, ASKER)))
    await journey.close()
    generated.close()
    printLine({
      bench: `${millions}M events: at rest`,
      ok: true,
      warehouseMegabytes: statSync(join(folder, 'data', 'warehouse.duckdb')).size / 1e6,
      eventsFileMegabytes: statSync(generated.eventsFile).size / 1e6,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the best night took; its events are of users of all times, a second after another of theirs. */
async function nightOf(folder: string, { plain }: GeneratedEvents, { warehouse, land }: BenchJourney) {
  const load: Spent[] = []
  const build: Spent[] = []
  for (let night = 1; night <= NIGHTS; night++) {
    const file = join(folder, `night-${night}.parquet`)
    await plain.run(`copy (
      select user_id::varchar as user_id, 'Night' as event, happened_at + to_seconds(${night}) as happened_at
      from event_by_time
      using sample reservoir(${NIGHT} rows) repeatable (${night})) to '${file}' (format parquet)`)
    load.push(await spentOn(() => land('journey.event', file)))
    build.push(await spentOn(() => warehouse.build()))
  }
  return { load: leastOf(load), build: leastOf(build) }
}

async function spentToAsk(ask: () => Promise<unknown>): Promise<Spent> {
  const turns: Spent[] = []
  for (let turn = 0; turn < TURNS; turn++) turns.push(await spentOn(ask))
  return leastOf(turns)
}
