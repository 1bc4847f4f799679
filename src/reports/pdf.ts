import { errorText } from '../base/index.ts'
import { besideText, changeText, standsOutText, valueText } from './cells.ts'
import type { DocumentBlock, DocumentFigure, RenderedFile, ReportDocument } from './contract.ts'
import { chartHeightOf, drawChart, type ChartBlock } from './draw.ts'
import { reportName } from './file-name.ts'
import { fontFiles } from './fonts.ts'
import { asOfLine, dateLine, periodLine } from './lines.ts'
import { tableNode } from './pdf-table.ts'
import { INK, PAGE_WIDTH, printable, type Node } from './pdf-node.ts'
import { words } from './words.ts'

const MARGIN = 40
const CHART_WIDTH = 650
/** pictures over time are flatter than on a screen, so that three of them share a page */
const FLATTER = 64
const FIGURES_IN_A_ROW = 4

/** A report as a PDF for A4: vector pictures, a header and page numbers on every page, long tables over pages. */
export async function reportPdf(document: ReportDocument): Promise<RenderedFile> {
  const { default: pdfmake } = await import('pdfmake')
  const fonts = fontFiles()
  const allowed = new Set<string>(Object.values(fonts))
  pdfmake.setFonts({ 'PT Sans': fonts })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => allowed.has(path))
  const content: Node[] = headNodes(document)
  for (const block of document.blocks) content.push(...(await blockNodes(block, document)))
  const pdf = pdfmake.createPdf(printable({ ...pageSettings(document), content: keepTogether(content) }))
  return {
    name: `${reportName(document)}.pdf`,
    mediaType: 'application/pdf',
    content: new Uint8Array(await pdf.getBuffer()),
  }
}

function pageSettings(document: ReportDocument): object {
  const { locale, madeAt } = document
  return {
    pageSize: 'A4',
    pageMargins: [MARGIN, 56, MARGIN, 48],
    info: { title: document.title, author: document.workspace, creationDate: new Date(madeAt), producer: 'Svodka' },
    defaultStyle: { font: 'PT Sans', fontSize: 10, lineHeight: 1.2, color: INK.text },
    language: locale,
    header: () => ({
      columns: [
        { text: document.title, color: INK.muted, fontSize: 8.5 },
        { text: dateLine(document), alignment: 'right', color: INK.muted, fontSize: 8.5, width: 'auto' },
      ],
      margin: [MARGIN, 26, MARGIN, 0],
    }),
    footer: (page: number, pages: number) => ({
      columns: [
        { text: document.workspace, color: INK.muted, fontSize: 8.5 },
        {
          text: words.say(locale, 'page', { page: String(page), pages: String(pages) }),
          alignment: 'right',
          color: INK.muted,
          fontSize: 8.5,
        },
      ],
      margin: [MARGIN, 16, MARGIN, 0],
    }),
    // headings alone at the foot of a page go to the next one
    pageBreakBefore: (node: PlacedNode, { getFollowingNodesOnPage }: { getFollowingNodesOnPage(): PlacedNode[] }) =>
      node.headlineLevel !== undefined &&
      getFollowingNodesOnPage().every(({ headlineLevel }) => headlineLevel !== undefined),
  }
}

/** A heading stays with the title or the picture that follows it. */
function keepTogether(nodes: readonly Node[]): Node[] {
  const kept: Node[] = []
  for (const node of nodes) {
    const last = kept.at(-1)
    const isHeading = typeof last === 'object' && last['headlineLevel'] === 1
    const hasTitle = typeof node === 'object' && (node['headlineLevel'] === 2 || node['unbreakable'] === true)
    if (isHeading && hasTitle) {
      kept[kept.length - 1] = {
        stack: [last, node],
        unbreakable: true,
        ...(node['headlineLevel'] ? { headlineLevel: 2 } : {}),
      }
    } else kept.push(node)
  }
  return kept
}

interface PlacedNode {
  headlineLevel?: number
}

function headNodes(document: ReportDocument): Node[] {
  const warning = document.warning
    ? [boxed([{ text: document.warning, bold: true, color: INK.warning }], INK.warningBack, [0, 0, 0, 10])]
    : []
  return [
    ...warning,
    { text: document.title, fontSize: 21, bold: true, lineHeight: 1.1, margin: [0, 0, 0, 4] },
    { text: document.meaning, color: INK.muted, margin: [0, 0, 0, 4] },
    { text: periodLine(document), color: INK.muted, fontSize: 9 },
    { text: asOfLine(document), color: INK.muted, fontSize: 9, margin: [0, 0, 0, 8] },
  ]
}

async function blockNodes(block: DocumentBlock, document: ReportDocument): Promise<Node[]> {
  const { locale } = document
  switch (block.kind) {
    case 'heading':
      return block.level
        ? title(block.text)
        : [{ text: block.text, fontSize: 15, bold: true, lineHeight: 1.15, margin: [0, 18, 0, 6], headlineLevel: 1 }]
    case 'text':
      return [{ text: block.text, margin: [0, 0, 0, 8] }]
    case 'statement':
      return [{ text: block.text, fontSize: 12, margin: [0, 2, 0, 8] }]
    case 'claims':
      return block.items.map(({ verdict, sentence }) =>
        boxed([{ text: sentence }], INK.panel, [0, 0, 0, 6], INK[verdict]),
      )
    case 'notes':
      return [
        {
          text: words.say(locale, 'notes'),
          bold: true,
          fontSize: 9,
          color: INK.muted,
          margin: [0, 8, 0, 2],
          headlineLevel: 2,
        },
        { ul: [...block.items], fontSize: 9, color: INK.muted, margin: [0, 0, 0, 8] },
      ]
    case 'failed':
      return [
        boxed([...title(block.title), words.say(locale, 'failed', { reason: block.reason })], INK.panel, [0, 8, 0, 8]),
      ]
    case 'figures':
      return [...title(block.title), figuresNode(block.items, document)]
    case 'chart':
      return [{ unbreakable: true, stack: [...title(block.title), await chartNode(block, document)] }]
    case 'table':
      return tableNode(title(block.title), block.table, document)
  }
}

const title = (text: string | undefined): Node[] =>
  text ? [{ text, fontSize: 11.5, bold: true, margin: [0, 10, 0, 5], headlineLevel: 2 }] : []

/** A panel; with `edge`, a coloured line at its left. */
function boxed(stack: readonly Node[], colour: string, margin: readonly number[], edge?: string): Node {
  return {
    table: { widths: ['*'], body: [[{ stack: [...stack], margin: [6, 3, 6, 3] }]], dontBreakRows: true },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (at: number) => (edge && at === 0 ? 3 : 0),
      vLineColor: () => edge ?? colour,
      fillColor: () => colour,
    },
    margin: [...margin],
  }
}

function figuresNode(items: readonly DocumentFigure[], document: ReportDocument): Node {
  const perRow = Math.min(FIGURES_IN_A_ROW, Math.max(2, items.length))
  const cards = items.map((item) => figureCard(item, document))
  const rows: Node[][] = []
  for (let at = 0; at < cards.length; at += perRow) {
    const row = cards.slice(at, at + perRow)
    rows.push([...row, ...Array.from({ length: perRow - row.length }, () => '')])
  }
  return {
    table: {
      widths: Array.from({ length: perRow }, () => '*'),
      body: rows.length > 0 ? rows : [['']],
      dontBreakRows: true,
    },
    layout: {
      hLineWidth: () => 3,
      vLineWidth: () => 3,
      hLineColor: () => '#ffffff',
      vLineColor: () => '#ffffff',
      fillColor: (row: number, _: unknown, column: number) => (rows[row]?.[column] === '' ? null : INK.panel),
    },
    margin: [0, 0, 0, 8],
  }
}

function figureCard(figure: DocumentFigure, document: ReportDocument): Node {
  const beside = besideText(figure, document)
  const standsOut = standsOutText(figure, document.locale)
  const change = changeText(figure, document.locale)
  return {
    margin: [5, 4, 5, 4],
    stack: [
      { text: figure.label, color: INK.muted, fontSize: 8.5, lineHeight: 1.1 },
      { text: valueText(figure.value, figure.unit, document), fontSize: 15, bold: true, margin: [0, 2, 0, 0] },
      ...(beside === undefined
        ? []
        : [
            {
              text: [
                { text: change, bold: true, color: INK[figure.mood] },
                { text: `${figure.usual ? '\n' : '  '}${beside}`, color: INK.muted },
              ],
              fontSize: 8.5,
            },
          ]),
      ...(standsOut === undefined ? [] : [{ text: standsOut, bold: true, color: INK.warning, fontSize: 8.5 }]),
    ],
  }
}

async function chartNode(chart: ChartBlock, document: ReportDocument): Promise<Node> {
  try {
    const { kind } = chart.spec
    const isFlexible = kind === 'line' || kind === 'area' || kind === 'bar' || kind === 'stacked-bar'
    const svg = await drawChart(chart, document, {
      theme: 'light',
      width: CHART_WIDTH,
      ...(isFlexible ? { height: chartHeightOf(chart, document, CHART_WIDTH) - FLATTER } : {}),
    })
    return { svg, width: PAGE_WIDTH, font: 'PT Sans', margin: [0, 0, 0, 6] }
  } catch (error) {
    return {
      text: words.say(document.locale, 'picture_failed', { reason: errorText(error, document.locale) }),
      color: INK.bad,
    }
  }
}
