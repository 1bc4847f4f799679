import { expect, test } from 'vitest'
import { cronInWords } from './cron-words.ts'

test.each([
  ['45 8 * * *', 'ежедневно в 08:45 (Москва)', 'every day at 08:45 (Moscow)'],
  ['0 8,20 * * *', 'ежедневно в 08:00 и 20:00 (Москва)', 'every day at 08:00 and 20:00 (Moscow)'],
  ['0 9 * * 1-5', 'по будням в 09:00 (Москва)', 'on weekdays at 09:00 (Moscow)'],
  ['0 9 * * MON-FRI', 'по будням в 09:00 (Москва)', 'on weekdays at 09:00 (Moscow)'],
  ['0 9 * * SUN,WED', 'по средам и воскресеньям в 09:00 (Москва)', 'every Wednesday and Sunday at 09:00 (Moscow)'],
  [
    '0 9 * * 5-7',
    'по пятницам, субботам и воскресеньям в 09:00 (Москва)',
    'every Friday, Saturday, and Sunday at 09:00 (Moscow)',
  ],
  ['*/15 * * * *', 'каждые 15 минут (Москва)', 'every 15 minutes (Moscow)'],
  ['* * * * *', 'каждую минуту (Москва)', 'every minute (Moscow)'],
  ['30 * * * *', 'каждый час на 30-й минуте (Москва)', 'every hour at minute 30 (Moscow)'],
  ['0 9 1 * *', '1-го числа каждого месяца в 09:00 (Москва)', 'on day 1 of every month at 09:00 (Moscow)'],
  ['0 9 L * *', 'в последний день каждого месяца в 09:00 (Москва)', 'on the last day of every month at 09:00 (Moscow)'],
  ['*/7 * * * *', 'по расписанию */7 * * * * (Москва)', 'by the pattern */7 * * * * (Moscow)'],
  ['0 9 13 * FRI', 'по расписанию 0 9 13 * FRI (Москва)', 'by the pattern 0 9 13 * FRI (Moscow)'],
])('%s', (at, ru, en) => {
  expect([cronInWords(at, 'Europe/Moscow', 'ru'), cronInWords(at, 'Europe/Moscow', 'en')]).toEqual([ru, en])
})

test('the zone is named as people name it', () => {
  const zones = ['America/New_York', 'Asia/Yekaterinburg', 'UTC']

  expect(zones.map((zone) => cronInWords('45 8 * * *', zone, 'ru').slice(18))).toEqual([
    '(Нью-Йорк)',
    '(Екатеринбург)',
    '(UTC)',
  ])
})
