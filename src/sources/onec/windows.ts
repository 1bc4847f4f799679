import { SourceError } from '../../base/index.ts'
import type { Client } from './client.ts'
import { words } from './errors.ts'
import { dateOf, type OnecRecord } from './values.ts'

export interface DatedQuestion {
  set: string
  select: readonly string[]
  /** what must hold besides the date */
  filter: string
  /** the field with the date, which the rows are put in order by first */
  date: string
  orderBy: readonly string[]
  /** tells rows of one moment apart */
  keyOf(row: OnecRecord): string
  pageSize: number
}

/**
 * Rows from a moment on, oldest first, page by page. Somebody posts documents meanwhile, which moves all later rows one place:
 * so after each page a new window begins at the date of its last row, and `$skip` goes up only inside one second that holds
 * more rows than a page. 1C sends no next link; the end is a page without anything new that is not full.
 */
export async function* readByDate(
  client: Client,
  { set, select, filter, date, orderBy, keyOf, pageSize }: DatedQuestion,
  start: string,
): AsyncGenerator<readonly OnecRecord[]> {
  let from = start
  let skip = 0
  let seen = new Set<string>()
  for (;;) {
    const rows = await client.rows({
      set,
      select,
      filter: `${filter} and ${date} ge datetime'${from}'`,
      orderBy: [date, ...orderBy],
      top: pageSize,
      skip,
    })
    const fresh = rows.filter((row) => !seen.has(keyOf(row)))
    const last = lastDate(rows, date, from, set)
    if (fresh.length > 0) yield fresh
    if (rows.length === 0 || (fresh.length === 0 && rows.length < pageSize)) return
    if (last > from) {
      from = last
      skip = 0
      seen = new Set(rows.filter((row) => dateOf(row, date) === last).map(keyOf))
    } else {
      if (fresh.length === 0 && skip > 0) throw fault('repeated_page', set)
      skip += rows.length
      for (const row of fresh) seen.add(keyOf(row))
    }
  }
}

function lastDate(rows: readonly OnecRecord[], date: string, from: string, set: string): string {
  let last = from
  for (const row of rows) {
    const at = dateOf(row, date)
    if (at === null || at < last) throw fault('out_of_order', set)
    last = at
  }
  return last
}

const fault = (code: string, set: string) => new SourceError(words, code, { set }, { recovery: 'retry' })

/** Every row of a set that is small enough to be read whole. */
export async function* readWhole(
  client: Client,
  { set, select, filter, pageSize }: { set: string; select?: readonly string[]; filter?: string; pageSize: number },
): AsyncGenerator<readonly OnecRecord[]> {
  for (let skip = 0; ;) {
    const rows = await client.rows({
      set,
      ...(select && { select }),
      ...(filter && { filter }),
      orderBy: ['Ref_Key'],
      top: pageSize,
      skip,
    })
    if (rows.length > 0) yield rows
    if (rows.length < pageSize) return
    skip += rows.length
  }
}
