import type { DataView } from '../../api/index.ts'
import type { Row } from '../../base/index.ts'
import type { SourceDefinition } from '../../kit/index.ts'

const REJECTED_SHOWN = 200
/** Data older than this is marked as stale. */
export const STALE_AFTER_HOURS = 36

/** What the Data page needs to know of the warehouse; `app.ts` gives the real one. */
export interface DataSource {
  asOf(): Promise<Readonly<Record<string, string>>>
  rejected(filter: { source?: string; limit?: number }): Promise<{ rows: readonly object[]; total: number }>
  layers(): Promise<readonly { layer: string; name: string; kind: string; rows: number | null; meaning: string }[]>
}

/** Sources with their freshness, the rows that were rejected and why, and every table there is. */
export async function dataView(
  sources: readonly { id: string; definition: SourceDefinition<unknown>; settings: unknown }[],
  warehouse: DataSource,
  now: Date,
): Promise<DataView> {
  const [asOf, rejected, layers] = await Promise.all([
    warehouse.asOf(),
    warehouse.rejected({ limit: REJECTED_SHOWN }),
    warehouse.layers(),
  ])
  return {
    sources: await Promise.all(
      sources.map(async ({ id, definition, settings }) => ({
        id,
        title: definition.title,
        asOf: asOf[id] ?? null,
        isStale: isStale(asOf[id], now),
        streams: definition.streams(settings).map((stream) => stream.name),
        rejected: (await warehouse.rejected({ source: id, limit: 1 })).total,
      })),
    ),
    rejected: rejected.rows.map((row): Row => ({ ...row })),
    layers: layers.map(({ layer, name, kind, rows, meaning }) => ({ layer, name, kind, rows, meaning })),
  }
}

export const isStale = (asOf: string | undefined, now: Date): boolean =>
  !asOf || now.getTime() - Date.parse(asOf) > STALE_AFTER_HOURS * 3_600_000
