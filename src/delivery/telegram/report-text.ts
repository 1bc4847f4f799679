import { formatDay, formatInstant, type Locale } from '../../base/index.ts'
import type { DocumentBlock, ReportDocument } from '../../reports/index.ts'
import { figureLine } from './figure-line.ts'
import { bold, italic, plain, type Paragraph, type Span } from './rich.ts'
import { alignedTable, tableLines } from './table-text.ts'
import { words } from './words.ts'

/** what is read in a minute; from here on tables and prose stand behind buttons and in the file */
const LETTERS_OF_A_MINUTE = 1500
const ROWS_OF_A_SMALL_TABLE = 5
const COLUMNS_OF_A_SMALL_TABLE = 4

/** A report as it is read on a phone in a minute: what is stale, what day it is, figures, what stands out, small tables, up to when the data is complete. */
export function reportParagraphs(document: ReportDocument): Paragraph[] {
  const { warning } = document
  const head: Paragraph[] = [
    ...(warning === undefined ? [] : [[bold(`⚠️ ${warning}`)]]),
    [bold(document.title), plain(`\n${dayLine(document)}`)],
  ]
  const paragraphs: Paragraph[] = []
  let [letters, isShortened] = [0, false]
  let headings: Paragraph[] = []
  for (const block of document.blocks) {
    const paragraph = blockParagraph(block, document)
    if (!paragraph) continue
    if (block.kind === 'heading') {
      headings = block.level ? [...headings.slice(0, 1), paragraph] : [paragraph]
      continue
    }
    if (letters > LETTERS_OF_A_MINUTE && !isAlwaysSaid(block)) isShortened = true
    else {
      // a heading under which nothing stands in the message is left out
      paragraphs.push(...under(headings, paragraph, block))
      headings = []
    }
    letters += paragraph.reduce((sum, { text }) => sum + text.length, 0)
  }
  return [
    ...head,
    ...paragraphs,
    ...(isShortened ? [[italic(words.say(document.locale, 'more_inside'))]] : []),
    [italic(asOfLine(document))],
  ]
}

/** What a report says in so many words, and what of it failed, stands in the message however long it is. */
const isAlwaysSaid = ({ kind }: DocumentBlock): boolean =>
  kind === 'figures' || kind === 'statement' || kind === 'claims' || kind === 'failed'

/** A sentence stands right below its heading; what has a title of its own keeps its distance. */
function under(headings: readonly Paragraph[], paragraph: Paragraph, block: DocumentBlock): Paragraph[] {
  const last = headings.at(-1)
  if (!last || 'title' in block) return [...headings, paragraph]
  return [...headings.slice(0, -1), [...last, plain('\n'), ...paragraph]]
}

const isSmall = ({ table }: Extract<DocumentBlock, { kind: 'table' }>): boolean =>
  table.rows.length > 0 &&
  table.rows.length <= ROWS_OF_A_SMALL_TABLE &&
  table.columns.length <= COLUMNS_OF_A_SMALL_TABLE

function blockParagraph(block: DocumentBlock, document: ReportDocument): Paragraph | undefined {
  switch (block.kind) {
    case 'heading':
      return [bold(block.text)]
    case 'text':
    case 'statement':
      return [plain(block.text)]
    case 'claims':
      return [plain(block.items.map(({ sentence }) => `• ${sentence}`).join('\n'))]
    case 'failed': {
      const text = words.say(document.locale, 'failed_block', { reason: block.reason })
      return [...(block.title ? [bold(block.title), plain('\n')] : []), plain(text)]
    }
    case 'figures': {
      const lines = block.items.map((figure) => figureLine(figure, document))
      return [...titleOf(block.title), ...lines.flatMap((line, index) => (index > 0 ? [plain('\n'), ...line] : line))]
    }
    case 'table': {
      if (!isSmall(block)) return undefined
      const whole = alignedTable(block.table, document)
      return [...titleOf(block.title), ...(whole ? [whole] : tableLines(block.table, document))]
    }
    case 'chart':
    case 'notes':
      return undefined
  }
}

const titleOf = (title: string | undefined): Span[] => (title ? [bold(title), plain('\n')] : [])

/** `воскресенье, 31 декабря 2023 г.`: the days that the report is about. */
function dayLine({ period, locale }: ReportDocument): string {
  if (period.from !== period.to) return `${formatDay(period.from, locale)} – ${formatDay(period.to, locale)}`
  const parts = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(locale, parts).format(new Date(`${period.from}T00:00:00Z`))
}

/** Up to when each source's data is complete, on the wall clock of the workspace. */
function asOfLine({ asOf, madeAt, locale, timeZone }: ReportDocument): string {
  const time = (instant: string) => formatInstant(instant, { locale, timeZone })
  const zone = zoneName(timeZone, locale, madeAt)
  const sources = Object.entries(asOf).map(([source, instant]) =>
    words.say(locale, 'as_of_source', { source, time: time(instant) }),
  )
  if (sources.length === 0) return words.say(locale, 'made_at', { time: time(madeAt), zone })
  return words.say(locale, 'as_of', { sources: sources.join(', '), zone })
}

/** `Москва`, `Moscow Time`: a zone as people call it. */
export function zoneName(timeZone: string, locale: Locale, at: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortGeneric' }).formatToParts(new Date(at))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}
