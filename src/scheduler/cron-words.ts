import type { Locale } from '../base/index.ts'
import { words } from './words.ts'

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const WORKDAYS = '1,2,3,4,5'

/**
 * A schedule as a person says it, with its zone; an unusual one as its pattern.
 * @example cronInWords('45 8 * * *', 'Europe/Moscow', 'en') // every day at 08:45 (Moscow)
 */
export function cronInWords(at: string, timeZone: string, locale: Locale): string {
  const zone = zoneName(timeZone, locale)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = at.trim().toLowerCase().split(/\s+/)
  const say = (key: string, values = {}) => words.say(locale, `at.${key}`, { ...values, zone })
  const pattern = say('pattern', { pattern: at.trim() })
  if (month !== '*') return pattern
  if (hour === '*') return day === '*' && weekday === '*' ? (ofHour(minute, say) ?? pattern) : pattern
  const times = timesOf(minute, hour, locale)
  if (times === undefined) return pattern
  if (weekday === '*') return ofMonth(day, times, say) ?? pattern
  const days = day === '*' ? weekdaysOf(weekday) : undefined
  if (days === undefined) return pattern
  if (days.join(',') === WORKDAYS) return say('workdays', { times })
  const weekdays = list(
    days.map((each) => words.say(locale, `weekday.${each}`)),
    locale,
  )
  return say('weekdays', { weekdays, times })
}

type Say = (key: string, values?: object) => string

function ofHour(minute: string, say: Say): string | undefined {
  if (minute === '*') return say('every_minute')
  const step = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (step !== undefined && 60 % Number(step) === 0) return say('every_minutes', { count: Number(step) })
  return isNumber(minute) ? say('every_hour', { minute: Number(minute) }) : undefined
}

function ofMonth(day: string, times: string, say: Say): string | undefined {
  if (day === '*') return say('daily', { times })
  if (day === 'l') return say('month_end', { times })
  return isNumber(day) ? say('monthly', { day: Number(day), times }) : undefined
}

const isNumber = (text: string): boolean => /^\d+$/.test(text)

function timesOf(minute: string, hour: string, locale: Locale): string | undefined {
  const hours = hour.split(',')
  if (!isNumber(minute) || !hours.every(isNumber)) return undefined
  return list(
    hours.map((each) => `${each.padStart(2, '0')}:${minute.padStart(2, '0')}`),
    locale,
  )
}

/** `1-5`, `mon,thu`, `6,7` as numbers of weekdays from Monday on, Sunday being 0. */
function weekdaysOf(text: string): number[] | undefined {
  const found = new Set<number>()
  for (const range of text.split(',')) {
    const [from, to = from, ...rest] = range
      .split('-')
      .map((each) => (isNumber(each) ? Number(each) : NAMES.indexOf(each)))
    if (from === undefined || to === undefined || from < 0 || to < from || to > 7 || rest.length > 0) return undefined
    for (let day = from; day <= to; day++) found.add(day % 7)
  }
  return [...found].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
}

const list = (items: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items)

/** Short, as people call it: the city; in Russian the city or the country whose only time it is. */
function zoneName(timeZone: string, locale: Locale): string {
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
  if (locale === 'en') return city
  const named = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortGeneric' })
    .formatToParts(0)
    .find((part) => part.type === 'timeZoneName')?.value
  return named === undefined || /GMT|UTC/.test(named) ? city : named
}
