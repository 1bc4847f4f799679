import { isNumericUnit, NO_FIGURE, type Table } from '../../base/index.ts'
import {
  asOfLine,
  besideText,
  changeText,
  dateLine,
  isNumeric,
  periodLine,
  printedRows,
  standsOutText,
  valueText,
  type DocumentBlock,
  type DocumentFigure,
  type ReportDocument,
} from '../../reports/index.ts'
import type { Note } from '../contract.ts'
import { words } from '../words.ts'
import { FONT, INK, MAIL_STYLE, style } from './style.ts'

/** A drawn chart, or why it could not be drawn. */
export interface Picture {
  file?: { name: string; mediaType: string; content: Uint8Array; cid: string }
  reason?: string
}

/** Rows of a table that a mail shows at most; the rest is in the report's own page. */
export const MOST_MAIL_ROWS = 20

/** A report as HTML that mail programs understand: tables for layout, styles on every element, 600 px, dark where they allow it. */
export function reportMailHtml(document: ReportDocument, pictures: ReadonlyMap<DocumentBlock, Picture>): string {
  const blocks = document.blocks.map((block) => row(blockHtml(block, document, pictures.get(block)))).join('\n')
  const warning = document.warning
    ? row(`<p class="warning" role="alert" style="${style('warning')}">${escape(document.warning)}</p>`)
    : ''
  const head = `<p class="muted" style="${style('small')}">${escape(`${document.workspace} · ${dateLine(document)}`)}</p>
<h1 class="text" style="${style('h1')}">${escape(document.title)}</h1>
<p class="muted" style="${style('small')}">${escape(periodLine(document))}<br>${escape(asOfLine(document))}</p>`
  return page(document, document.title, `${warning}${row(head)}${blocks}`)
}

/** A note of the product itself. */
export function noteHtml({ title, text, locale }: Note, workspaceName: string): string {
  const lines = text
    .split(/\n{2,}/)
    .map(paragraph)
    .join('')
  const head = `<p class="muted" style="${style('small')}">${escape(workspaceName)}</p><h1 class="text" style="${style('h1')}">${escape(title)}</h1>`
  return page({ locale }, title, row(`${head}${lines}`))
}

const page = ({ locale }: Pick<ReportDocument, 'locale'>, title: string, rows: string): string => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(title)}</title>
<style>${MAIL_STYLE}</style>
</head>
<body class="back" style="margin:0;padding:0;background:${INK.light.back};font-family:${FONT}">
<table role="presentation" class="back" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${INK.light.back}"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;table-layout:fixed;background:${INK.light.sheet};border-radius:10px">
${rows}
<tr><td style="padding:0 0 20px"></td></tr>
</table>
</td></tr></table>
</body>
</html>
`

const row = (content: string): string =>
  content === '' ? '' : `<tr><td class="cell" style="padding:14px 28px 0">${content}</td></tr>`

function blockHtml(block: DocumentBlock, document: ReportDocument, picture: Picture | undefined): string {
  const { locale } = document
  switch (block.kind) {
    case 'heading':
      return block.level ? title(block.text) : `<h2 class="text line" style="${style('h2')}">${escape(block.text)}</h2>`
    case 'text':
      return block.text
        .split(/\n{2,}/)
        .map(paragraph)
        .join('')
    case 'statement':
      return `<p class="text" style="${style('statement')}">${escape(block.text)}</p>`
    case 'claims':
      return block.items.map(({ verdict, sentence }) => claim(verdict, sentence)).join('')
    case 'notes':
      return `<p class="muted" style="${style('small')}">${block.items.map(escape).join('<br>')}</p>`
    case 'failed':
      return `${title(block.title)}<p class="text panel" style="${style('claim')};border-left-color:${INK.light.bad}">${escape(words.say(locale, 'email.block_failed', { reason: block.reason }))}</p>`
    case 'figures':
      return `${title(block.title)}${figures(block.items, document)}`
    case 'table':
      return `${title(block.title)}${tableHtml(block.table, document)}`
    case 'chart':
      return chartHtml(block.title, document, picture)
  }
}

const title = (text: string | undefined): string =>
  text ? `<h3 class="text" style="${style('h3')}">${escape(text)}</h3>` : ''

const paragraph = (text: string): string =>
  `<p class="text" style="${style('p')}">${escape(text).replaceAll('\n', '<br>')}</p>`

const VERDICT_INK = { confirmed: 'good', 'not confirmed': 'bad', 'cannot tell': 'muted' } as const

const claim = (verdict: keyof typeof VERDICT_INK, sentence: string): string =>
  `<p class="text panel" style="${style('claim')};border-left-color:${INK.light[VERDICT_INK[verdict]]}">${escape(sentence)}</p>`

/** A figure a line: its name to the left; the value, its change and what it is compared with to the right. */
function figures(items: readonly DocumentFigure[], document: ReportDocument): string {
  const rows = items.map((figure) => {
    const change = changeText(figure, document.locale)
    const beside = besideText(figure, document)
    const mark = standsOutText(figure, document.locale)
    const moved =
      beside === undefined || change === NO_FIGURE
        ? ''
        : `<span class="${figure.mood}" style="color:${INK.light[figure.mood]};font-weight:600">${escape(change)}</span> `
    const under =
      beside === undefined ? '' : `<br><span class="muted" style="${style('beside')}">${moved}${escape(beside)}</span>`
    const marked = mark === undefined ? '' : `<br><span class="warn" style="${style('mark')}">${escape(mark)}</span>`
    return `<tr><td class="text line" style="${style('label')}">${escape(figure.label)}${marked}</td><td class="text line" align="right" style="${style('value')}"><strong style="font-size:18px">${escape(valueText(figure.value, figure.unit, document))}</strong>${under}</td></tr>`
  })
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">${rows.join('')}</table>`
}

function tableHtml(table: Table, document: ReportDocument): string {
  const { locale } = document
  if (table.rows.length === 0)
    return `<p class="muted" style="${style('small')}">${words.say(locale, 'email.no_rows')}</p>`
  const shown = { ...table, rows: table.rows.slice(0, MOST_MAIL_ROWS) }
  const align = table.columns.map((column) => (isNumeric(column) || isNumericUnit(column.unit) ? 'right' : 'left'))
  const head = table.columns.map(
    ({ label }, index) => `<th class="muted line" align="${align[index]}" style="${style('th')}">${escape(label)}</th>`,
  )
  const rows = printedRows(shown, document).map(
    (cells) =>
      `<tr>${cells.map((cell, index) => `<td class="text line" align="${align[index]}" style="${style('td')}">${escape(cell)}</td>`).join('')}</tr>`,
  )
  const cut = table.rows.length - shown.rows.length
  const rest =
    cut > 0
      ? `<p class="muted" style="${style('small')}">${words.say(locale, 'email.more_rows', { count: cut })}</p>`
      : ''
  return `<div style="overflow-x:auto"><table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse"><tr>${head.join('')}</tr>${rows.join('\n')}</table></div>${rest}`
}

function chartHtml(text: string, { locale }: ReportDocument, picture: Picture | undefined): string {
  if (picture?.file) {
    return `<img src="cid:${picture.file.cid}" alt="${escape(text)}" width="544" style="display:block;width:100%;max-width:544px;height:auto;border-radius:6px">`
  }
  const reason = picture?.reason
  if (reason === undefined) return ''
  return `${title(text)}<p class="text panel" style="${style('claim')}">${escape(words.say(locale, 'email.picture_failed', { reason }))}</p>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
