import { createHash } from 'node:crypto'
import type { Column, Table } from '../../base/index.ts'
import {
  changeText,
  usualBounds,
  usualText,
  valueText,
  type DocumentBlock,
  type DocumentFigure,
  type ReportDocument,
} from '../../reports/index.ts'
import { changed } from './figure-line.ts'
import { bold, italic, plain, type Paragraph } from './rich.ts'
import { detailTable } from './table-text.ts'
import { words } from './words.ts'

export type DetailBlock = Extract<DocumentBlock, { kind: 'figures' | 'chart' | 'table' }>

/** A block that can be looked at on the spot; `key` finds it again when the report is made anew, in another process, days later. */
export interface Detail {
  key: string
  title: string
  block: DetailBlock
}

/** rows of a table that are written into a message; the file has all */
export const MOST_ROWS_IN_A_MESSAGE = 25

/** What of a report can be opened: figures, tables, and the tables behind pictures that the report does not show as tables besides. */
export function detailsOf({ blocks, locale }: ReportDocument): Detail[] {
  const tables = new Set(blocks.flatMap((block) => (block.kind === 'table' ? [block.title] : [])))
  const seen = new Map<string, number>()
  return blocks.flatMap((block) => {
    if (block.kind !== 'figures' && block.kind !== 'chart' && block.kind !== 'table') return []
    if (block.kind === 'chart' && tables.has(block.title)) return []
    const title = block.title ?? words.say(locale, 'figures')
    const name = `${block.kind} ${title}`
    const number = (seen.get(name) ?? 0) + 1
    seen.set(name, number)
    return [{ key: keyOf(`${name} ${number}`), title, block }]
  })
}

const keyOf = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 8)

/** A block written out: for a message of its own. */
export function detailParagraphs({ title, block }: Detail, document: ReportDocument): Paragraph[] {
  if (block.kind === 'figures') {
    return [[bold(title)], ...block.items.map((figure) => figureDetail(figure, document))]
  }
  const { locale } = document
  const { rows } = block.table
  if (rows.length === 0) return [[bold(title)], [plain(words.say(locale, 'no_rows'))]]
  // pictures over time: the newest days are what is asked for
  const shown = block.kind === 'chart' ? rows.slice(-MOST_ROWS_IN_A_MESSAGE) : rows.slice(0, MOST_ROWS_IN_A_MESSAGE)
  const left = rows.length - shown.length
  return [
    [bold(title)],
    ...detailTable({ ...block.table, rows: shown }, document),
    ...(left > 0 ? [[italic(words.say(locale, 'more_rows', { count: left }))]] : []),
  ]
}

function figureDetail(figure: DocumentFigure, document: ReportDocument): Paragraph {
  const { locale } = document
  const { label, meaning, unit, value, usual, before } = figure
  const change = changed(figure, locale)
  const bounds = usual && usualBounds(usual, unit, document)
  const beside =
    usual && bounds
      ? words.say(locale, 'usual_with_bounds', { value: usualText(usual.value, unit, document), ...bounds })
      : before === null
        ? undefined
        : words.say(locale, 'before', { value: valueText(before, unit, document) })
  return [
    plain(`${label}: `),
    bold(valueText(value, unit, document)),
    ...(beside === undefined ? [] : [plain(`\n${change ? `${change}; ` : ''}${beside}`)]),
    ...(meaning === '' || meaning === label ? [] : [plain('\n'), italic(meaning)]),
  ]
}

/** The figures of a block, as a table for a file. */
export function detailAsTable({ block }: Detail, document: ReportDocument): Table {
  if (block.kind !== 'figures') return block.table
  const { locale } = document
  const isUsual = block.items.some(({ usual }) => usual !== undefined)
  const column = (name: string, unit: Column['unit']): Column => ({
    name,
    label: words.say(locale, `column.${name}`),
    unit,
  })
  return {
    columns: [
      column('figure', 'text'),
      column('value', 'number'),
      column(isUsual ? 'usual' : 'before', 'number'),
      ...(isUsual ? [column('low', 'number'), column('high', 'number')] : []),
      column('change', 'text'),
    ],
    rows: block.items.map((figure) => ({
      figure: figure.label,
      value: figure.value,
      before: figure.before,
      usual: figure.usual?.value ?? null,
      low: figure.usual?.low ?? null,
      high: figure.usual?.high ?? null,
      change: changeText(figure, locale),
    })),
  }
}
