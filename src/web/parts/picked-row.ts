import type { ChartSpec, Row, Table } from '../../base/index.ts'

export interface Picked {
  row: Row
  at: { x: number; y: number }
}

/** The part of a chart's click that we read. */
interface Click {
  dataIndex: number
  seriesIndex: number
  seriesName: string
  name: string
  event: { event: { clientX: number; clientY: number } }
}

const isClick = (event: unknown): event is Click =>
  typeof event === 'object' && event !== null && 'dataIndex' in event && 'event' in event

/** The row that a click on a picture means. */
export function pickedRow(event: unknown, spec: ChartSpec, table: Table): Picked | undefined {
  if (!isClick(event) || spec.kind === 'interval' || spec.kind === 'heatmap') return undefined
  const categories = [...new Set(table.rows.map((row) => row[spec.x] ?? null))]
  const category = categories[event.dataIndex]
  const row = table.rows.find(
    (one) => (one[spec.x] ?? null) === category && (!spec.series || String(one[spec.series]) === event.seriesName),
  )
  const { clientX, clientY } = event.event.event
  return row && { row, at: { x: clientX, y: clientY } }
}
