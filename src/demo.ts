import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Asker } from './figures/index.ts'
import { openSvodka, type OpenSvodka } from './app.ts'
import { SAMPLE_TODAY, sampleChange, sampleDesk, sampleHolidays, sampleLines } from './packs/support/index.ts'
import { startFreshdeskSandbox } from './sandbox/index.ts'
import { CONFIG_FILE, writeWorkspace } from './workspace/index.ts'

export interface DemoOptions {
  dir: string
  seed: number
  tickets: number
  /** planted effect of the process change, per cent */
  change: number
  /** planted rise from March, per cent */
  rise: number
}

export interface Demo {
  folder: string
  svodka: OpenSvodka
  /** the study and the morning report as files; their paths */
  writeReports(asker: Asker): Promise<readonly string[]>
  close(): Promise<void>
}

const API_KEY = 'sample-key'

/**
 * A workspace of sample data whose help desk is a local stand-in of Freshdesk: everything on the page went through the
 * real source, the same layers and the same figures as anybody's own data.
 */
export async function startDemo(options: DemoOptions, environment: NodeJS.ProcessEnv): Promise<Demo> {
  const folder = resolve(options.dir)
  const { seed, tickets, change, rise } = options
  const desk = sampleDesk({ seed, tickets, change: change / 100, rise: rise / 100 })
  forgetOtherSample(folder, JSON.stringify({ seed, tickets, change, rise }))
  const sandbox = await startFreshdeskSandbox(
    desk,
    { apiKey: API_KEY, rateLimits: 'off' },
    () => new Date(`${SAMPLE_TODAY}T06:00:00Z`),
  )
  writeWorkspace(folder, {
    [CONFIG_FILE]: CONFIG,
    '.env': `FRESHDESK_API_KEY=${API_KEY}\nFRESHDESK_URL=${sandbox.url}\n`,
  })
  environment['FRESHDESK_URL'] = sandbox.url
  const svodka = await openSvodka(folder, environment)
  return {
    folder,
    svodka,
    async writeReports(asker) {
      const reports = join(folder, 'data/reports')
      mkdirSync(reports, { recursive: true })
      const made = await Promise.all(
        ['support.study', 'support.morning'].map((id) => svodka.report(id, { format: 'html' }, asker)),
      )
      return made.flat().map((file) => {
        writeFileSync(join(reports, file.name), file.content)
        return join(reports, file.name)
      })
    },
    async close() {
      await svodka.close()
      await sandbox.close()
    },
  }
}

/** Data of another sample would mix with this one; the demo's own data folder is made anew. */
function forgetOtherSample(folder: string, sample: string): void {
  const data = join(folder, 'data')
  const mark = join(data, 'sample.json')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === sample) return
  if (existsSync(mark)) rmSync(data, { recursive: true })
  mkdirSync(data, { recursive: true })
  writeFileSync(mark, sample)
}

const written = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('\n', '\n      ')

const CONFIG = `import { defineWorkspace, secret } from 'svodka'
import { freshdesk } from 'svodka/sources'
import { support } from 'svodka/packs'

// Sample data: a help desk of 2023. Its stand-in answers only while "svodka demo" runs.
export default defineWorkspace({
  name: 'Пример',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  // The sample ends on the day before; this day is taken for today.
  today: '${SAMPLE_TODAY}',
  sources: [
    freshdesk({
      id: 'desk',
      domain: 'sample',
      apiKey: secret('FRESHDESK_API_KEY'),
      baseUrl: process.env['FRESHDESK_URL'],
    }),
  ],
  packs: [
    support({
      lines: ${written(sampleLines)},
      workingCalendar: { holidays: ${written(sampleHolidays)} },
      changes: [${written(sampleChange)}],
    }),
  ],
})
`
