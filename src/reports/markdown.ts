import { NO_FIGURE, type Table } from '../base/index.ts'
import { changeText, isNumeric, printedRows, standsOutText, usualText, valueText } from './cells.ts'
import type { DocumentBlock, DocumentFigure, RenderedFile, ReportDocument } from './contract.ts'
import { reportName } from './file-name.ts'
import { asOfLine, dateLine, MOST_PRINTED_ROWS, periodLine } from './lines.ts'
import { words } from './words.ts'

/** A report as Markdown: pictures become the tables that they draw. */
export function reportMarkdown(document: ReportDocument): RenderedFile {
  const head = [
    ...(document.warning ? [`> **${escape(document.warning)}**`] : []),
    `# ${escape(document.title)}`,
    escape(document.meaning),
    `${escape(document.workspace)} · ${dateLine(document)} · ${periodLine(document)}  \n${escape(asOfLine(document))}`,
  ]
  const text = [...head, ...document.blocks.map((block) => blockText(block, document))].filter(Boolean).join('\n\n')
  return {
    name: `${reportName(document)}.md`,
    mediaType: 'text/markdown; charset=utf-8',
    content: new TextEncoder().encode(`${text}\n`),
  }
}

function blockText(block: DocumentBlock, document: ReportDocument): string {
  const { locale } = document
  switch (block.kind) {
    case 'heading':
      return `${block.level ? '###' : '##'} ${escape(block.text)}`
    case 'text':
      return escape(block.text)
    case 'statement':
      return `**${escape(block.text)}**`
    case 'claims':
      return list(block.items.map(({ sentence }) => escape(sentence)))
    case 'notes':
      return `*${words.say(locale, 'notes')}*\n\n${list(block.items.map(escape))}`
    case 'failed':
      return `${heading(block.title)}> ${escape(words.say(locale, 'failed', { reason: block.reason }))}`
    case 'figures':
      return `${heading(block.title)}${figuresText(block.items, document)}`
    case 'chart':
    case 'table':
      return `${heading(block.title)}${tableText(block.table, document)}`
  }
}

const heading = (title: string | undefined): string => (title ? `### ${escape(title)}\n\n` : '')

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

function figuresText(items: readonly DocumentFigure[], document: ReportDocument): string {
  const { locale } = document
  const isUsual = items.some(({ usual }) => usual !== undefined)
  const head = ['figure', 'value', isUsual ? 'usual_column' : 'earlier', 'change'].map((key) => words.say(locale, key))
  const rows = items.map((figure) => {
    const { label, unit, value, before, mood, usual } = figure
    const change = changeText(figure, locale)
    const isJudged = mood !== 'neither' && change !== NO_FIGURE
    const judged = isJudged ? words.say(locale, `mood.${mood}`) : undefined
    const notes = [judged, standsOutText(figure, locale)].filter((text) => text !== undefined)
    const earlier = usual ? usualText(usual.value, unit, document) : valueText(before, unit, document)
    const note = notes.length > 0 ? ` (${notes.join(', ')})` : ''
    return [label, valueText(value, unit, document), earlier, `${change}${note}`]
  })
  return grid(head, rows, [false, true, true, true])
}

function tableText(table: Table, document: ReportDocument): string {
  const { locale } = document
  if (table.rows.length === 0) return words.say(locale, 'no_rows')
  const shown = { ...table, rows: table.rows.slice(0, MOST_PRINTED_ROWS) }
  const text = grid(
    table.columns.map(({ label }) => label),
    printedRows(shown, document),
    table.columns.map(isNumeric),
  )
  if (shown.rows.length === table.rows.length) return text
  return `${text}\n\n${words.say(locale, 'cut', { shown: shown.rows.length, all: table.rows.length })}`
}

function grid(head: readonly string[], rows: readonly (readonly string[])[], isRight: readonly boolean[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`
  return [line(head), `| ${isRight.map((right) => (right ? '--:' : '---')).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  )
}

/** What would be read as Markdown or HTML is shown as it is. */
function escape(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|]/g, (letter) => (letter === '<' ? '&lt;' : letter === '>' ? '&gt;' : `\\${letter}`))
    .replace(/^(#+|[-+]|\d+\.)(?=\s)/gm, '\\$1')
    .replace(/\r?\n/g, '<br>')
}
