import { useMemo } from 'react'
import type { Answer, CatalogMetric, Query, Row } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { rowsWithEarlier } from './comparison.ts'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { tableColumns } from './table-columns.ts'
import { behind } from './tile-query.ts'

interface AnswerTableProps {
  title: string
  answer: Answer
  query: Query
  metrics: readonly CatalogMetric[]
}

/** An answer as a table; every line opens the rows behind it. */
export function AnswerTable({ title, answer, query, metrics }: AnswerTableProps) {
  const say = useSay()
  const { openRows } = useDashboardState()
  const change = say('change')
  const rows = useMemo(() => rowsWithEarlier(answer), [answer])
  const columns = useMemo(() => tableColumns(answer, rows, metrics, change), [answer, rows, metrics, change])
  const metric = query.metrics[0]
  const open = (row: Row) => {
    if (!metric) return
    const { where, period } = behind(row, answer)
    openRows({ metric, where: [...(query.where ?? []), ...where], period, timeZone: answer.period.timeZone })
  }
  return (
    <>
      <DataTable columns={columns} rows={rows} caption={title} onOpen={open} />
      {answer.isCut && <p className={styles.cut}>{say('answer_cut', { rows: answer.rows.length })}</p>}
    </>
  )
}
