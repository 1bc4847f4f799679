import { Button, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerColumn, CatalogMetric, Cell, Grain } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Delta } from '../parts/Delta.tsx'
import { formatPeriod, fullNumber, useFormat } from '../parts/format.ts'
import type { Sort } from './address.ts'
import styles from './explore.module.css'
import { nextSort, type Grid, type GridCell, type GridColumn, type GridRow } from './grid.ts'

interface GridTableProps {
  grid: Grid
  grain: Grain | undefined
  metrics: readonly CatalogMetric[]
  caption: string
  sort: Sort | undefined
  onSort(sort: Sort | undefined): void
  /** shows the rows behind a figure */
  onOpen(column: GridColumn, cell: GridCell): void
}

const SHOWN_AT_FIRST = 200

/** Lines and columns of figures; every figure opens the rows behind it. */
export function GridTable({ grid, grain, metrics, caption, sort, onSort, onOpen }: GridTableProps) {
  const say = useSay()
  const [shown, setShown] = useState(SHOWN_AT_FIRST)
  const line = (row: GridRow, isTotal: boolean) => (
    <tr key={row.key} data-total={isTotal || undefined}>
      {isTotal && grid.heads.length > 0 && (
        <th scope="row" colSpan={grid.heads.length}>
          {say('explore_total')}
        </th>
      )}
      {row.heads.map((value, place) => {
        const column = grid.heads[place]
        return (
          column && (
            <th key={column.name} scope="row">
              <HeadText value={value} column={column} grain={grain} />
            </th>
          )
        )
      })}
      {row.cells.map((cell, place) => {
        const column = grid.columns[place]
        return (
          column && (
            <td key={column.id} data-total={column.isTotal || undefined}>
              <Figure cell={cell} column={column} metrics={metrics} onOpen={() => onOpen(column, cell)} />
            </td>
          )
        )
      })}
    </tr>
  )
  return (
    // What scrolls must be reachable by keyboard; a landmark for every table would be one too many.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
    <div className={styles.scroll} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.grid}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <Groups grid={grid} />
          <tr>
            {grid.heads.map(({ name, label, kind }) => (
              <SortHead key={name} id={name} label={label} isNumber={kind === 'period'} sort={sort} onSort={onSort} />
            ))}
            {grid.columns.map(({ id, label, isTotal }) => (
              <SortHead
                key={id}
                id={id}
                label={label || say('explore_total')}
                isNumber
                isRight
                isTotal={isTotal}
                sort={sort}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>{grid.rows.slice(0, shown).map((row) => line(row, false))}</tbody>
        {grid.total && grid.rows.length > 1 && <tfoot>{line(grid.total, true)}</tfoot>}
      </table>
      {grid.rows.length > shown && (
        <div className={styles.more}>
          {say('rows_shown', { shown, all: grid.rows.length })}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => setShown(shown + 1000)}>
            {say('show_more')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Names over several metrics of one value. */
function Groups({ grid }: { grid: Grid }) {
  const say = useSay()
  if (grid.columns.every(({ group }) => group === undefined)) return null
  const groups = [...Map.groupBy(grid.columns, ({ id, metric }) => id.slice(metric.length))]
  return (
    <tr className={styles.groups}>
      <th colSpan={grid.heads.length}>
        <VisuallyHidden>{say('explore_dimensions')}</VisuallyHidden>
      </th>
      {groups.map(([key, columns]) => (
        <th key={key} scope="colgroup" colSpan={columns.length}>
          {columns[0]?.group || say('explore_total')}
        </th>
      ))}
    </tr>
  )
}

interface SortHeadProps {
  id: string
  label: string
  isNumber: boolean
  isRight?: boolean
  isTotal?: boolean
  sort: Sort | undefined
  onSort(sort: Sort | undefined): void
}

function SortHead({ id, label, isNumber, isRight, isTotal, sort, onSort }: SortHeadProps) {
  const isBy = sort?.by === id
  return (
    <th
      scope="col"
      data-right={isRight || undefined}
      data-total={isTotal || undefined}
      aria-sort={isBy ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={styles.sort} onClick={() => onSort(nextSort(sort, id, isNumber))}>
        {label}
        {isBy && (sort.isDescending ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
      </button>
    </th>
  )
}

function HeadText({ value, column, grain }: { value: Cell; column: AnswerColumn; grain: Grain | undefined }) {
  const say = useSay()
  const locale = useLocale()
  if (column.kind === 'period') return formatPeriod(String(value), grain, locale)
  if (value === null) return <span className={styles.quiet}>{say('no_value')}</span>
  const label = column.labels?.[String(value)]
  const { leadsTo } = column
  if (leadsTo && typeof value === 'string' && value !== '' && !value.startsWith('\u0000')) {
    return (
      <Link
        to="/a/$id"
        params={{ id: leadsTo.analysis }}
        search={{ [`set.${leadsTo.setting}`]: value }}
        preload={false}
      >
        {label ?? value}
      </Link>
    )
  }
  return label ?? String(value)
}

interface FigureProps {
  cell: GridCell
  column: GridColumn
  metrics: readonly CatalogMetric[]
  onOpen(): void
}

function Figure({ cell: { value, before }, column: { metric, unit }, metrics, onOpen }: FigureProps) {
  const say = useSay()
  const locale = useLocale()
  const format = useFormat()
  const better = metrics.find(({ id }) => id === metric)?.better ?? 'neither'
  const text = format(value, unit)
  const hint = [fullNumber(value, locale), say('rows_behind')].filter(Boolean).join(' · ')
  return (
    <>
      <button type="button" className={styles.figure} title={hint} onClick={onOpen} disabled={value === null}>
        {text}
      </button>
      {before !== undefined && value !== null && before !== null && (
        <span className={styles.change}>
          <Delta now={value} before={before} unit={unit} better={better} />
        </span>
      )}
    </>
  )
}
