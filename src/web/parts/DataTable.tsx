import { ActionIcon, Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconListDetails } from '@tabler/icons-react'
import {
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { isNumericUnit, type Cell, type Column, type Grain, type Row } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Delta, type Better } from './Delta.tsx'
import { formatPeriod, fullNumber, useFormat } from './format.ts'
import { Hint } from './Hint.tsx'
import styles from './parts.module.css'

export interface TableColumn extends Column {
  kind?: 'period' | 'dimension' | 'metric'
  /** the grain when the column holds the first days of periods */
  grain?: Grain | undefined
  /** the column is a change of `of` against `before` */
  change?: { of: string; before: string; better: Better }
}

interface DataTableProps {
  columns: readonly TableColumn[]
  rows: readonly Row[]
  /** what the table shows, for screen readers */
  caption: string
  /** opens the rows behind a line */
  onOpen?(row: Row): void
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
})

const SHOWN_AT_FIRST = 200

const isNumeric = ({ unit, change }: TableColumn): boolean => change !== undefined || isNumericUnit(unit)

/** A text longer than this is read, not looked at: it needs a wider column. */
const LETTERS_OF_PROSE = 40

const cellKind = (column: TableColumn, value: Cell | undefined): 'number' | 'moment' | 'name' | 'text' | 'prose' => {
  if (isNumeric(column)) return 'number'
  if (column.unit !== 'text' || column.kind === 'period') return 'moment'
  if (typeof value === 'string' && value.length > LETTERS_OF_PROSE) return 'prose'
  return column.kind === 'dimension' ? 'name' : 'text'
}

const changeOf = (row: Row, { of, before }: NonNullable<TableColumn['change']>): number | null => {
  const [now, then] = [row[of], row[before]]
  return typeof now === 'number' && typeof then === 'number' && then !== 0 ? now / then - 1 : null
}

const sortValue = (row: Row, column: TableColumn): Cell | undefined =>
  (column.change ? changeOf(row, column.change) : row[column.name]) ?? undefined

const columnDefinitions = (columns: readonly TableColumn[]): ColumnDef<typeof features, Row>[] =>
  columns.map((column) => ({
    id: column.name,
    accessorFn: (row: Row) => sortValue(row, column),
    sortFn: 'basic',
    sortUndefined: 'last',
    sortDescFirst: isNumeric(column),
  }))

function CellText({ row, column }: { row: Row; column: TableColumn }) {
  const format = useFormat()
  const locale = useLocale()
  const say = useSay()
  const value = row[column.name] ?? null
  if (column.leadsTo && typeof value === 'string' && value !== '') return <Leading value={value} column={column} />
  if (column.change) {
    const [now, before] = [row[column.change.of], row[column.change.before]]
    const figures = { now: typeof now === 'number' ? now : null, before: typeof before === 'number' ? before : null }
    return <Delta {...figures} unit={column.unit} better={column.change.better} />
  }
  if (column.grain && typeof value === 'string') return formatPeriod(value, column.grain, locale)
  if (value === null && column.kind === 'dimension') return say('no_value')
  const label = column.labels?.[String(value)]
  if (label !== undefined) return label
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
  return <span title={fullNumber(value, locale)}>{format(value, column.unit)}</span>
}

/** A value that leads to an analysis of it. */
function Leading({ value, column: { leadsTo, labels } }: { value: string; column: TableColumn }) {
  if (!leadsTo) return null
  const { analysis, setting } = leadsTo
  return (
    <Link to="/a/$id" params={{ id: analysis }} search={{ [`set.${setting}`]: value }} preload={false}>
      {labels?.[value] ?? value}
    </Link>
  )
}

/** Rows with sorting, figures aligned, and a way to what is behind each line. */
export function DataTable({ columns, rows, caption, onOpen }: DataTableProps) {
  const say = useSay()
  const [shown, setShown] = useState(SHOWN_AT_FIRST)
  const definitions = useMemo(() => columnDefinitions(columns), [columns])
  const table = useTable({ features, columns: definitions, data: rows as Row[] })
  const sorted = table.getRowModel().rows
  const byName = new Map(columns.map((column) => [column.name, column]))
  return (
    // What scrolls must be reachable by keyboard; a landmark for every table would be one too many.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
    <div className={styles.scroll} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.grid}>
        <caption className={styles.unseen}>{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const column = byName.get(header.column.id)
                const sorting = header.column.getIsSorted()
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={column && isNumeric(column) ? styles.number : undefined}
                    aria-sort={sorting === 'asc' ? 'ascending' : sorting === 'desc' ? 'descending' : 'none'}
                  >
                    <button type="button" className={styles.sort} onClick={() => header.column.toggleSorting()}>
                      {column?.label}
                      {sorting === 'asc' && <IconArrowUp size={12} aria-hidden />}
                      {sorting === 'desc' && <IconArrowDown size={12} aria-hidden />}
                    </button>
                  </th>
                )
              })}
              {onOpen && (
                <th scope="col">
                  <span className={styles.unseen}>{say('rows_behind')}</span>
                </th>
              )}
            </tr>
          ))}
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row) => (
            <tr key={row.id}>
              {columns.map((column) => (
                <td key={column.name} className={styles[cellKind(column, row.original[column.name])]}>
                  <CellText row={row.original} column={column} />
                </td>
              ))}
              {onOpen && (
                <td className={styles.number}>
                  <Hint label={say('rows_behind')}>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      className="no-print"
                      aria-label={say('rows_behind')}
                      onClick={() => onOpen(row.original)}
                    >
                      <IconListDetails size={14} />
                    </ActionIcon>
                  </Hint>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown && (
        <div className={styles.more}>
          {say('rows_shown', { shown, all: sorted.length })}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => setShown(shown + 1000)}>
            {say('show_more')}
          </Button>
        </div>
      )}
    </div>
  )
}
