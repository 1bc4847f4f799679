import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog, type World } from '../../src/base/index.ts'
import { telegram } from '../../src/delivery/index.ts'
import { OWNER, Secret } from '../../src/kit/index.ts'
import { journey } from '../../src/packs/journey/index.ts'
import { buildReport, closeDrawing } from '../../src/reports/index.ts'
import { openState } from '../../src/state/index.ts'
import { BENCH_TODAY, generateEvents, openBenchJourney } from './events.ts'

/*
The whole morning message on a million events: figures against the usual, the funnel, the text and three pictures, as it is made
for the first recipient of a fresh process (nothing remembered, libraries loaded on the way). Counted in seconds of CPU.
*/
const USERS = 100_000
const LIMIT_CPU_SECONDS = 2

const world: World = {
  now: () => new Date(`${BENCH_TODAY}T05:45:00Z`),
  sleep: async () => undefined,
  fetch: globalThis.fetch,
  log: silentLog,
}

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-morning-'))
try {
  const generated = await generateEvents(join(folder, 'plain'), USERS)
  const desk = await openBenchJourney(join(folder, 'data'), generated)
  const state = await openState({ file: join(folder, 'state.db') }, world)
  const channel = telegram.open(
    { token: new Secret('1:bench'), mode: 'polling', timeouts: { connectSeconds: 1, answerSeconds: 1 } },
    { state, workspaceFolder: folder, workspaceName: 'Bench' },
    world,
  )
  const pack = journey({}).definition
  const report = pack.reports.find(({ id }) => id === 'journey.morning')
  if (!report) throw new Error('There is no journey.morning')
  const request = {
    pack,
    date: '2024-01-01',
    asker: { person: OWNER, locale: 'ru' as const },
    workspace: 'Bench',
    timeZone: 'Europe/Moscow',
    currency: undefined,
  }

  const before = process.cpuUsage()
  const startedAt = performance.now()
  const document = await buildReport(report, request, desk.figures, world)
  const parts = await channel.parts(document, { files: [], hasPictures: true })
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(before)

  const pictures = parts.filter(({ content }) => content !== undefined).length
  const failed = document.blocks.filter(({ kind }) => kind === 'failed')
  if (pictures !== 3 || failed.length > 0)
    throw new Error(`3 pictures expected, ${pictures} made; ${failed.length} failed`)
  const cpu = (user + system) / 1e6
  console.log(
    JSON.stringify({
      bench: `journey morning message, ${generated.events} events, CPU seconds`,
      seconds: Math.round(seconds * 1000) / 1000,
      value: Math.round(cpu * 1000) / 1000,
      limit: LIMIT_CPU_SECONDS,
      ok: cpu <= LIMIT_CPU_SECONDS,
    }),
  )
  await state.close()
  await closeDrawing()
  await desk.close()
  generated.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
