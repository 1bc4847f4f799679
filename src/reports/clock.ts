/** An instant on the wall clock of a zone, as spreadsheets read it: `2023-03-01 10:15:00`. Other text stays as it is. */
export function wallClock(instant: string, timeZone: string): string {
  const date = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(instant) ? instant : `${instant.replace(' ', 'T')}Z`)
  if (Number.isNaN(date.getTime())) return instant
  // Swedish writes days and times in this order
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(date)
}
