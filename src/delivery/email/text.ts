import { NO_FIGURE, type Table } from '../../base/index.ts'
import {
  asOfLine,
  besideText,
  changeText,
  dateLine,
  periodLine,
  printedRows,
  standsOutText,
  valueText,
  type DocumentBlock,
  type DocumentFigure,
  type ReportDocument,
} from '../../reports/index.ts'
import { words } from '../words.ts'
import { MOST_MAIL_ROWS } from './html.ts'

/** The mail as plain text, for programs and people that want no HTML. */
export function reportMailText(document: ReportDocument): string {
  const head = [
    document.warning,
    `${document.title}\n${document.workspace} · ${dateLine(document)}`,
    `${periodLine(document)}\n${asOfLine(document)}`,
  ]
  const blocks = document.blocks.map((block) => blockText(block, document))
  return `${[...head, ...blocks].filter(Boolean).join('\n\n')}\n`
}

function blockText(block: DocumentBlock, document: ReportDocument): string {
  const { locale } = document
  switch (block.kind) {
    case 'heading':
      return block.text.toLocaleUpperCase(locale)
    case 'text':
    case 'statement':
      return block.text
    case 'claims':
      return block.items.map(({ sentence }) => `– ${sentence}`).join('\n')
    case 'notes':
      return block.items.map((item) => `* ${item}`).join('\n')
    case 'failed':
      return titled(block.title, words.say(locale, 'email.block_failed', { reason: block.reason }))
    case 'figures':
      return titled(block.title, block.items.map((figure) => figureLine(figure, document)).join('\n'))
    case 'table':
      return titled(block.title, tableText(block.table, document))
    case 'chart':
      return ''
  }
}

const titled = (title: string | undefined, text: string): string => (title ? `${title}\n${text}` : text)

function figureLine(figure: DocumentFigure, document: ReportDocument): string {
  const { locale } = document
  const change = changeText(figure, locale)
  const beside = [
    change === NO_FIGURE ? undefined : change,
    besideText(figure, document),
    standsOutText(figure, locale),
  ]
  const said = beside.filter((text) => text !== undefined)
  const tail = said.length > 0 ? ` (${said.join(', ')})` : ''
  return `${figure.label}: ${valueText(figure.value, figure.unit, document)}${tail}`
}

function tableText(table: Table, document: ReportDocument): string {
  const { locale } = document
  if (table.rows.length === 0) return words.say(locale, 'email.no_rows')
  const shown = { ...table, rows: table.rows.slice(0, MOST_MAIL_ROWS) }
  const lines = [table.columns.map(({ label }) => label), ...printedRows(shown, document)].map((cells) =>
    cells.join(' · '),
  )
  const cut = table.rows.length - shown.rows.length
  return [...lines, ...(cut > 0 ? [words.say(locale, 'email.more_rows', { count: cut })] : [])].join('\n')
}
