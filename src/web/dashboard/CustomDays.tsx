import '@mantine/dates/styles.css'
import { DatePicker } from '@mantine/dates'
import { useMediaQuery } from '@mantine/hooks'
import 'dayjs/locale/ru'
import { useState } from 'react'
import { useLocale, useSay } from '../locale.tsx'

type Range = [string | null, string | null]

interface CustomDaysProps {
  from: string
  to: string
  today: string
  onChoose(from: string, to: string): void
}

/** The first and the last day, on a calendar. */
export function CustomDays({ from, to, today, onChoose }: CustomDaysProps) {
  const say = useSay()
  const locale = useLocale()
  const isWide = useMediaQuery('(min-width: 760px)', undefined, { getInitialValueInEffect: false })
  const [range, setRange] = useState<Range>([from, to])
  const change = (next: Range) => {
    setRange(next)
    if (next[0] && next[1]) onChoose(next[0], next[1])
  }
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      size="sm"
      locale={locale}
      firstDayOfWeek={1}
      numberOfColumns={isWide ? 2 : 1}
      defaultDate={isWide ? monthBefore(to) : to}
      ariaLabels={{
        previousMonth: say('month_previous'),
        nextMonth: say('month_next'),
        previousYear: say('year_previous'),
        nextYear: say('year_next'),
      }}
      maxDate={today}
      value={range}
      onChange={change}
    />
  )
}

const monthBefore = (day: string): string => {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() - 1)
  return date.toISOString().slice(0, 10)
}
