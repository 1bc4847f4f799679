import type { EntityChangeView, LineageView, LoadRunView, LoadView, RejectedView, RunLogView } from '../../api/index.ts'
import { RequestError, type Instant, type Locale, type Row, type Table } from '../../base/index.ts'
import { words } from '../words.ts'
import { runLog } from './run-log.ts'

export interface RejectedRequest {
  source?: string | undefined
  stream?: string | undefined
  kind?: string | undefined
  search?: string | undefined
  offset?: number | undefined
}

interface KnownRun extends Omit<LoadRunView, 'streams' | 'seconds'> {
  streams: readonly (Omit<LoadRunView['streams'][number], 'error'> & {
    cause: Readonly<Record<Locale, string>> | null
  })[]
}

/** What these views need to know of the warehouse; `app.ts` gives the real one. */
export interface InsightSource {
  runs(filter: { limit: number; id?: string | undefined; before?: string | undefined }): Promise<readonly KnownRun[]>
  rejectedRows(filter: RejectedRequest & { limit: number }): Promise<Pick<RejectedView, 'rows' | 'total'>>
  rejectedGroups(): Promise<RejectedView['groups']>
  lineage(select: string): Promise<Omit<LineageView, 'metric'>>
  newestBatch(): Promise<number>
  loads(streams: readonly string[], limit: number): Promise<readonly LoadView[]>
  changes(question: {
    tables: readonly { table: string; at: readonly string[] }[]
    from?: Date
    until?: Date
    since: number
    to: number
  }): Promise<readonly EntityChangeView[]>
  rowsThen(
    select: string,
    batchId: number,
  ): Promise<{ rows: readonly Row[] } | { refused: 'too_many_rows' | 'reads_versions' }>
}

const RUNS_SHOWN = 50

/** Runs of the sources, newest first. */
export async function runsView(
  warehouse: InsightSource,
  before: string | undefined,
  locale: Locale,
): Promise<LoadRunView[]> {
  const runs = await warehouse.runs({ limit: RUNS_SHOWN, before })
  return runs.map(({ id, mode, trigger, state, startedAt, endedAt, files, streams }) => ({
    id,
    mode,
    trigger,
    state,
    startedAt,
    endedAt,
    seconds: endedAt === null ? null : secondsBetween(startedAt, endedAt),
    files,
    streams: streams.map(({ source, stream, added, changed, unchanged, rejected, seconds, cause }) => ({
      source,
      stream,
      added,
      changed,
      unchanged,
      rejected,
      seconds,
      error: cause?.[locale] ?? null,
    })),
  }))
}

const secondsBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1000

/** The log lines of one run. @throws {RequestError} `not_found` */
export async function runLogView(warehouse: InsightSource, logFolder: string, id: string): Promise<RunLogView> {
  const [run] = await warehouse.runs({ limit: 1, id })
  if (!run) throw new RequestError(words, 'not_found', { what: 'run', id, hint: 'none' })
  return runLog(logFolder, run)
}

const REJECTED_SHOWN = 100

/** Rejected rows: how many by stream and kind of reason, and a page of those that the filter finds. */
export async function rejectedView(warehouse: InsightSource, filter: RejectedRequest): Promise<RejectedView> {
  const [groups, page] = await Promise.all([
    warehouse.rejectedGroups(),
    warehouse.rejectedRows({ ...filter, limit: REJECTED_SHOWN }),
  ])
  return { groups, ...page }
}

export const rejectedTitle = (locale: Locale): string => words.say(locale, 'rejected.title')

/** A file is never cut: of more rows than this none is made. */
const MOST_IN_FILE = 50_000

const FILE_COLUMNS = ['source', 'stream', 'entity', 'reason', 'record', 'file', 'line', 'rejectedAt'] as const

/** The rejected rows that a filter finds, as a table to be taken away. @throws {RequestError} `too_many_rejected` */
export async function rejectedTable(warehouse: InsightSource, filter: RejectedRequest, locale: Locale): Promise<Table> {
  const { rows, total } = await warehouse.rejectedRows({ ...filter, offset: 0, limit: MOST_IN_FILE })
  if (total > MOST_IN_FILE) throw new RequestError(words, 'too_many_rejected', { total, most: MOST_IN_FILE })
  const unitOf = (name: string) => (name === 'rejectedAt' ? 'instant' : name === 'line' ? 'count' : 'text')
  return {
    columns: FILE_COLUMNS.map((name) => ({ name, label: words.say(locale, `rejected.${name}`), unit: unitOf(name) })),
    rows: rows.map((row) => ({ ...row })),
  }
}
