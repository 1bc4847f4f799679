import { addDays, dayOf } from '../../base/index.ts'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { digestOf, KnownSales, type KnownSale, type PackedSales } from './known.ts'
import type { Sale, SaleReader, SaleRecord } from './sales.ts'
import type { OnecSettings } from './schema.ts'

interface SaleCursor {
  /** the latest date of a sale so far, by the base's clock */
  until: string
  known: PackedSales
}

/**
 * Sales from the rolling window's beginning on (the first time: from `since` on). A document's date does not change when it is
 * edited, so the window is read whole each time; only sales that say something else than last time are delivered. What was
 * delivered and has not come again is asked for by its key, and when it stands no more its lines are taken back.
 */
export async function* deliverSales(
  openReader: (from: string) => Promise<SaleReader>,
  { settings, after, world }: Pick<ReadRequest<OnecSettings>, 'settings' | 'after' | 'world'>,
): AsyncGenerator<RecordPage> {
  const before = after as SaleCursor | undefined
  const since = startOf(settings.since)
  const window = later(since, startOf(addDays(dayOf(world.now(), settings.timeZone), -settings.rollingDays)))
  const known = new KnownSales(before?.known)
  known.forgetBefore(window)
  const missing = new Set(known.ids())
  const come = new Set<string>()
  let until = before?.until ?? since
  const take = (sales: readonly Sale[]): RecordPage => {
    const records = sales.flatMap((sale) => {
      missing.delete(sale.id)
      if (sale.at > until) until = sale.at
      const isAgain = come.has(sale.id)
      if (sale.at >= window) come.add(sale.id)
      return changesOf(sale, known, window, isAgain)
    })
    return { kind: 'page', records, cursor: { until, known: known.pack() } }
  }
  const from = until < window ? until : window
  const reader = await openReader(from)
  for await (const sales of reader.from(from)) yield take(sales)
  const lost = [...missing].flatMap((id) => known.get(id) ?? [])
  if (lost.length > 0) yield take(await reader.standing(lost))
  const gone = [...missing].flatMap((id) => known.get(id) ?? [])
  const records = gone.flatMap((sale) => sale.lines.map((line) => goneLine(sale, line)))
  for (const { id } of gone) known.delete(id)
  yield { kind: 'page', records, cursor: { until, known: known.pack() } }
}

const startOf = (day: string): string => `${day}T00:00:00`

const later = (a: string, b: string): string => (a > b ? a : b)

/**
 * The lines of a sale that says something new, and those that it has lost since. One that comes a second time in the same
 * reading (a recorder with records of several moments) loses nothing: it has the lines of both times.
 */
function changesOf(sale: Sale, known: KnownSales, window: string, isAgain: boolean): readonly SaleRecord[] {
  const before = known.get(sale.id)
  const digest = digestOf(sale)
  if (before?.digest === digest) return []
  const own = sale.lines.map(({ line }) => line)
  const lines = isAgain ? [...new Set([...(before?.lines ?? []), ...own])] : own
  const [first] = sale.lines
  if (sale.at < window) known.delete(sale.id)
  else {
    const { id, at, type } = sale
    known.set({ id, at, type, digest, lines, kind: first?.kind ?? before?.kind ?? '', buyer: buyerOf(first, before) })
  }
  const lost = before?.lines.filter((line) => !lines.includes(line)) ?? []
  return [...sale.lines, ...(before ? lost.map((line) => goneLine({ ...before, at: sale.at }, line)) : [])]
}

const buyerOf = (line: SaleRecord | undefined, before: KnownSale | undefined): string =>
  line?.buyer ?? before?.buyer ?? ''

/** Nothing is deleted from the warehouse: a line that is no more stays with neither quantity nor amount. */
const goneLine = ({ id, at, kind, buyer }: KnownSale, line: string): SaleRecord => ({
  sale_id: id,
  line,
  date: at,
  kind,
  buyer: buyer || null,
  is_gone: true,
})
