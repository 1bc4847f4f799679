import { errorText, NO_FIGURE, type Table } from '../base/index.ts'
import { colourTwins, type Theme } from '../charts/index.ts'
import { besideText, changeText, isNumeric, printedRows, standsOutText, valueText } from './cells.ts'
import type { DocumentBlock, DocumentFigure, RenderedFile, ReportDocument } from './contract.ts'
import { drawChart, type ChartBlock } from './draw.ts'
import { reportName } from './file-name.ts'
import { embeddedFaces } from './fonts.ts'
import { asOfLine, dateLine, MOST_PRINTED_ROWS, periodLine } from './lines.ts'
import { pageStyle } from './page-style.ts'
import { words } from './words.ts'

const WIDTHS = { wide: 860, narrow: 342 } as const

/** A report as one HTML file that needs no network: for a browser, a phone, paper, by day and by night. */
export async function reportHtml(document: ReportDocument): Promise<RenderedFile> {
  const parts: string[] = []
  for (const [index, block] of document.blocks.entries()) parts.push(await blockHtml(block, document, index))
  const page = `<!doctype html>
<html lang="${document.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${escape(document.title)} · ${escape(dateLine(document))}</title>
<style>${await embeddedFaces()}${pageStyle()}</style>
</head>
<body>
<main>
<header>
${document.warning ? `<p class="warning" role="alert">${escape(document.warning)}</p>` : ''}
<p class="workspace">${escape(document.workspace)} · ${escape(dateLine(document))}</p>
<h1>${escape(document.title)}</h1>
<p class="meaning">${escape(document.meaning)}</p>
<p class="dates">${escape(periodLine(document))}<br>${escape(asOfLine(document))}</p>
</header>
${parts.join('\n')}
</main>
</body>
</html>
`
  return {
    name: `${reportName(document)}.html`,
    mediaType: 'text/html; charset=utf-8',
    content: new TextEncoder().encode(page),
  }
}

async function blockHtml(block: DocumentBlock, document: ReportDocument, index: number): Promise<string> {
  const { locale } = document
  switch (block.kind) {
    case 'heading':
      return block.level ? title(block.text) : `<h2>${escape(block.text)}</h2>`
    case 'text':
      return paragraphs(block.text)
    case 'statement':
      return `<p class="statement">${escape(block.text)}</p>`
    case 'claims': {
      const items = block.items.map(
        ({ verdict, sentence }) => `<li class="${verdict.replace(' ', '-')}">${escape(sentence)}</li>`,
      )
      return `<ul class="claims">${items.join('')}</ul>`
    }
    case 'notes':
      return `<aside><h3>${words.say(locale, 'notes')}</h3><ul>${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul></aside>`
    case 'failed':
      return `<section class="failed">${title(block.title)}<p>${escape(words.say(locale, 'failed', { reason: block.reason }))}</p></section>`
    case 'figures':
      return `<section>${title(block.title)}<div class="figures">${block.items.map((item) => figureHtml(item, document)).join('')}</div></section>`
    case 'chart':
      return `<figure>${title(block.title)}${await chartHtml(block, document, index)}</figure>`
    case 'table':
      return `<section>${title(block.title)}${tableHtml(block.table, document)}</section>`
  }
}

const title = (text: string | undefined): string => (text ? `<h3>${escape(text)}</h3>` : '')

const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escape(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')

function figureHtml(figure: DocumentFigure, document: ReportDocument): string {
  const change = changeText(figure, document.locale)
  const beside = besideText(figure, document)
  const standsOut = standsOutText(figure, document.locale)
  const mood = figure.mood === 'neither' ? '' : words.say(document.locale, `mood.${figure.mood}`)
  const line =
    beside === undefined
      ? ''
      : `<p class="change"><span class="${figure.mood}"${mood ? ` title="${mood}"` : ''}>${change === NO_FIGURE ? '' : escape(change)}</span> <small${figure.usual ? ' class="usual"' : ''}>${escape(beside)}</small></p>`
  const mark = standsOut === undefined ? '' : `<p class="mark">${escape(standsOut)}</p>`
  return `<div class="figure${mark ? ' stands-out' : ''}" title="${escape(figure.meaning)}"><p class="label">${escape(figure.label)}</p><p class="value">${escape(valueText(figure.value, figure.unit, document))}</p>${line}${mark}</div>`
}

function tableHtml(table: Table, document: ReportDocument): string {
  const { locale } = document
  if (table.rows.length === 0) return `<p class="empty">${words.say(locale, 'no_rows')}</p>`
  const shown = { ...table, rows: table.rows.slice(0, MOST_PRINTED_ROWS) }
  const align = table.columns.map((column) =>
    isNumeric(column) ? ' class="number"' : column.unit === 'text' ? '' : ' class="time"',
  )
  const head = table.columns.map(({ label }, index) => `<th scope="col"${align[index]}>${escape(label)}</th>`)
  const rows = printedRows(shown, document).map(
    (cells) => `<tr>${cells.map((cell, index) => `<td${align[index]}>${escape(cell)}</td>`).join('')}</tr>`,
  )
  const cut =
    shown.rows.length < table.rows.length
      ? `<p class="empty">${words.say(locale, 'cut', { shown: shown.rows.length, all: table.rows.length })}</p>`
      : ''
  return `<div class="table"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>${cut}`
}

/** A picture for wide pages and one for phones. Colours follow the page; heat maps, whose colours are mixed, come twice. */
async function chartHtml(chart: ChartBlock, document: ReportDocument, index: number): Promise<string> {
  const themes: readonly Theme[] = chart.spec.kind === 'heatmap' ? ['light', 'dark'] : ['light']
  try {
    const pictures: string[] = []
    for (const [size, width] of Object.entries(WIDTHS)) {
      for (const theme of themes) {
        const svg = await drawChart(chart, document, { theme, width, id: `picture-${index}-${size}-${theme}` })
        const look = themes.length > 1 ? ` ${theme}` : ''
        const followed = themes.length > 1 ? svg : followTheme(svg)
        pictures.push(
          `<div class="${size}${look}">${followed.replace(' xmlns="http://www.w3.org/2000/svg"', '')}</div>`,
        )
      }
    }
    return pictures.join('')
  } catch (error) {
    return `<p class="failed">${escape(words.say(document.locale, 'picture_failed', { reason: errorText(error, document.locale) }))}</p>`
  }
}

const VARIABLES = new Map(colourTwins().map(({ light }, index) => [light, `var(--chart-${index})`]))
const COLOUR = new RegExp(
  `(fill|stroke|stop-color)="(${colourTwins()
    .map(({ light }) => light)
    .join('|')})"`,
  'gi',
)

const followTheme = (svg: string): string =>
  svg.replace(COLOUR, (all, name: string, colour: string) => {
    const variable = VARIABLES.get(colour.toLowerCase())
    return variable ? `${name}="${variable}"` : all
  })

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
