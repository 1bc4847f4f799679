import { dayOf, type Locale } from '../../../base/index.ts'

/** How the page writes times: the reader's language, the chat's zone. */
export interface PageTimes {
  clock(at: string): string
  /** the day, as a line between messages: "20 января" */
  day(at: string): string
  /** the clock for today's, else the day in figures */
  short(at: string, now: Date): string
}

export function pageTimes(locale: Locale, timeZone: string): PageTimes {
  const language = locale === 'ru' ? 'ru-RU' : 'en-GB'
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(language, { ...options, timeZone })
    return (at: string) => made.format(new Date(at))
  }
  const clock = format({ hour: '2-digit', minute: '2-digit' })
  const figures = format({ day: '2-digit', month: '2-digit', year: '2-digit' })
  return {
    clock,
    day: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    short: (at, now) => (dayOf(at, timeZone) === dayOf(now, timeZone) ? clock(at) : figures(at)),
  }
}
