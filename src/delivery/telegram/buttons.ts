import { createHash } from 'node:crypto'
import { isDay, type Day } from '../../base/index.ts'
import type { ReportDocument } from '../../reports/index.ts'
import { detailsOf } from './details.ts'
import { shortened } from './rich.ts'
import { words } from './words.ts'

export interface Button {
  text: string
  callback_data: string
}
export type Keyboard = readonly (readonly Button[])[]

/** What a button asks for. Everything that is needed to answer it stands in it, so it works in any process, on any later day. */
export type Press =
  /** a block of a report, in a message or as a file */
  | { what: 'detail' | 'csv'; report: string; date: Day; detail: string }
  /** the whole report as a file; which of its tables as a file */
  | { what: 'pdf' | 'tables'; report: string; date: Day }
  /** another page of the buttons below a report */
  | { what: 'page'; report: string; date: Day; page: number }
  /** a report, as of the day on which the button is pressed */
  | { what: 'report'; report: string }

/** what Telegram takes, in bytes of UTF-8 */
const LONGEST_DATA = 64
const LONGEST_LABEL = 40
/** two of these fit beside each other on a phone */
const SHORT_LABEL = 18
/** what a title explains in brackets is left to the message */
const label = (title: string): string => shortened(title.replace(/\s+\([^()]*\)$/, ''), LONGEST_LABEL)

const DETAILS_ON_A_PAGE = 8
const SIGNS = { detail: 'd', csv: 'c', pdf: 'p', tables: 't', page: 'n', report: 'r' } as const
/** a report whose name is too long for a button is named by a hash of it */
const LONGEST_NAME = 36

/** `d|support.morning|2024-01-01|x8Kd03aQ`, never longer than 64 bytes. */
export function pressData(press: Press): string {
  const rest = press.what === 'page' ? String(press.page) : 'detail' in press ? press.detail : ''
  const data = [SIGNS[press.what], nameInData(press.report), 'date' in press ? press.date : '', rest].join('|')
  if (Buffer.byteLength(data) > LONGEST_DATA) throw new RangeError(`Data of a button is too long: ${data}`)
  return data
}

/**
 * What was pressed; the report is one of `reports` (those that whoever pressed may see) or the button means nothing.
 * @returns undefined for data that is not ours, and for reports that are not theirs
 */
export function readPress(data: string, reports: readonly string[]): Press | undefined {
  const [sign, name, date = '', rest = ''] = data.split('|')
  const report = reports.find((id) => nameInData(id) === name)
  if (report === undefined) return undefined
  if (sign === SIGNS.report) return { what: 'report', report }
  if (!isDay(date)) return undefined
  switch (sign) {
    case SIGNS.detail:
    case SIGNS.csv:
      return { what: sign === SIGNS.csv ? 'csv' : 'detail', report, date, detail: rest }
    case SIGNS.pdf:
    case SIGNS.tables:
      return { what: sign === SIGNS.pdf ? 'pdf' : 'tables', report, date }
    case SIGNS.page:
      return /^\d{1,4}$/.test(rest) ? { what: 'page', report, date, page: Number(rest) } : undefined
    default:
      return undefined
  }
}

const nameInData = (report: string): string =>
  Buffer.byteLength(report) <= LONGEST_NAME && !/[|#]/.test(report)
    ? report
    : `#${createHash('sha256').update(report).digest('base64url').slice(0, 22)}`

/** Two short buttons share a row. */
function paired(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = []
  for (const button of buttons) {
    const last = rows.at(-1)
    const other = last?.length === 1 ? last[0] : undefined
    if (last && other && other.text.length <= SHORT_LABEL && button.text.length <= SHORT_LABEL) last.push(button)
    else rows.push([button])
  }
  return rows
}

/** The buttons below a report: each block's details, then the whole as files. */
export function reportKeyboard(document: ReportDocument, page = 0): Keyboard {
  const { id: report, date, locale } = document
  const details = detailsOf(document)
  const pages = Math.max(1, Math.ceil(details.length / DETAILS_ON_A_PAGE))
  const at = Math.min(page, pages - 1)
  const shown = details.slice(at * DETAILS_ON_A_PAGE, (at + 1) * DETAILS_ON_A_PAGE)
  const turn = (what: 'back' | 'more', to: number): Button[] =>
    to >= 0 && to < pages
      ? [
          {
            text: words.say(locale, `button.${what}`),
            callback_data: pressData({ what: 'page', report, date, page: to }),
          },
        ]
      : []
  const turns = [...turn('back', at - 1), ...turn('more', at + 1)]
  return [
    ...paired(
      shown.map(({ key, title }) => ({
        text: label(title),
        callback_data: pressData({ what: 'detail', report, date, detail: key }),
      })),
    ),
    ...(turns.length > 0 ? [turns] : []),
    [
      { text: 'PDF', callback_data: pressData({ what: 'pdf', report, date }) },
      ...(details.length > 0 ? [{ text: 'CSV', callback_data: pressData({ what: 'tables', report, date }) }] : []),
    ],
  ]
}

/** Which table of a report as a file. */
export const tablesKeyboard = (document: ReportDocument): Keyboard =>
  detailsOf(document)
    .slice(0, 50)
    .map(({ key, title }) => [
      {
        text: label(title),
        callback_data: pressData({ what: 'csv', report: document.id, date: document.date, detail: key }),
      },
    ])

export const detailKeyboard = (document: ReportDocument, key: string): Keyboard => [
  [{ text: 'CSV', callback_data: pressData({ what: 'csv', report: document.id, date: document.date, detail: key }) }],
]

export const reportsKeyboard = (reports: readonly { id: string; title: string }[]): Keyboard =>
  reports.map(({ id, title }) => [{ text: label(title), callback_data: pressData({ what: 'report', report: id }) }])
