import { formatDay, formatInstant } from '../base/index.ts'
import type { ReportDocument } from './contract.ts'
import { words } from './words.ts'

/** `Период: 1 дек. 2023 г. – 31 дек. 2023 г. (Europe/Moscow)` */
export function periodLine({
  period,
  locale,
  timeZone,
}: Pick<ReportDocument, 'period' | 'locale' | 'timeZone'>): string {
  const [from, to] = [formatDay(period.from, locale), formatDay(period.to, locale)]
  const text = from === to ? from : words.say(locale, 'period', { from, to })
  return words.say(locale, 'days', { period: text, zone: timeZone })
}

/** Up to when each source's data is complete, in the workspace's zone. */
export function asOfLine({ asOf, locale, timeZone, madeAt }: ReportDocument): string {
  const sources = Object.entries(asOf).map(([source, instant]) =>
    words.say(locale, 'as_of_source', { source, time: formatInstant(instant, { locale, timeZone }) }),
  )
  const made = words.say(locale, 'made_at', { time: formatInstant(madeAt, { locale, timeZone }) })
  return sources.length > 0 ? `${words.say(locale, 'as_of')} ${sources.join(', ')} · ${made}` : made
}

/** `Отчёт за 31 дек. 2023 г.` */
export const dateLine = ({ date, locale }: ReportDocument): string =>
  words.say(locale, 'on', { date: formatDay(date, locale) })

/** Rows that a page shows at most; workbooks hold all. */
export const MOST_PRINTED_ROWS = 500
