import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText, formatInstant, type Locale, type MessageValues } from '../../base/index.ts'
import type { CheckResult } from '../../kit/index.ts'
import type { CheckSummary } from '../contract.ts'
import { words } from '../words.ts'
import { isStale, STALE_AFTER_HOURS, type DataSource } from './data.ts'

const LEAST_FREE_GIGABYTES = 2

/** What `svodka check` looks at; `app.ts` gives the real parts. */
export interface Checked {
  workspace: {
    folder: string
    dataFolder: string
    timeZone: string
    sources: readonly { id: string }[]
    packs: readonly unknown[]
  }
  ingest: { check(source: string, locale: Locale): Promise<readonly CheckResult[]> }
  warehouse: DataSource
  /** where the state is, and whether it answers */
  state: readonly CheckResult[]
  /** what the channels say of their connections */
  delivery: readonly CheckResult[]
  /** the running processes and what they wait for */
  processes: readonly Line[]
  now: Date
}

type Line = CheckSummary['lines'][number]

/** Connections, freshness, rejected rows, settings and disk: what is wrong and what to do. */
export async function checkSummary(
  { workspace, ingest, warehouse, state, delivery, processes, now }: Checked,
  locale: Locale,
): Promise<CheckSummary> {
  const say = (key: string, values?: MessageValues) => words.say(locale, key, values)
  const asOf = await warehouse.asOf()
  const sources = await Promise.all(
    workspace.sources.map(async ({ id }): Promise<Line[]> => {
      const about = say('check.source', { id })
      const found = await connection(() => ingest.check(id, locale), locale)
      return [
        ...found.map((line) => ({ ...line, about })),
        { about, ...freshness(id, asOf[id], now, workspace.timeZone, locale) },
      ]
    }),
  )
  const rejected = (await warehouse.rejected({ limit: 1 })).total
  const free = await freeGigabytes(workspace.dataFolder)
  const lines: Line[] = [
    {
      about: say('check.settings'),
      ok: workspace.sources.length > 0,
      message:
        workspace.sources.length > 0
          ? say('check.settings_well', { sources: workspace.sources.length, packs: workspace.packs.length })
          : say('check.no_sources'),
    },
    ...(await openSecrets(workspace.folder, say)),
    ...sources.flat(),
    ...state.map((line) => ({ ...line, about: say('check.state') })),
    ...processes,
    ...delivery.map((line) => ({ ...line, about: say('check.delivery') })),
    {
      about: say('check.rows'),
      ok: rejected === 0,
      message: rejected === 0 ? say('check.none_rejected') : say('check.rejected', { count: rejected }),
    },
    {
      about: say('check.disk'),
      ok: free >= LEAST_FREE_GIGABYTES,
      message: say(free >= LEAST_FREE_GIGABYTES ? 'check.disk_well' : 'check.disk_low', { free }),
    },
  ]
  return { lines, isWell: lines.every((line) => line.ok) }
}

async function connection(ask: () => Promise<readonly CheckResult[]>, locale: Locale): Promise<readonly CheckResult[]> {
  try {
    return await ask()
  } catch (error) {
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

function freshness(id: string, asOf: string | undefined, now: Date, timeZone: string, locale: Locale): CheckResult {
  if (!asOf) return { ok: false, message: words.say(locale, 'check.never', { id }) }
  const values = { id, asOf: formatInstant(asOf, { locale, timeZone }), hours: STALE_AFTER_HOURS }
  const stale = isStale(asOf, now)
  return { ok: !stale, message: words.say(locale, stale ? 'check.stale' : 'check.fresh', values) }
}

const OTHERS = 0o077

/** A line where others of this machine may read the secrets; systems without such rights say that nobody may. */
async function openSecrets(folder: string, say: (key: string, values?: MessageValues) => string): Promise<Line[]> {
  const file = join(folder, '.env')
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (process.platform === 'win32' || found === undefined || (found.mode & OTHERS) === 0) return []
  return [{ about: say('check.settings'), ok: false, message: say('check.open_secrets', { file }) }]
}

async function freeGigabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return Math.floor((bavail * bsize) / 1e9)
}
