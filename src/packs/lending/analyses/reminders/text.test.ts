import { describe, expect, test } from 'vitest'
import { LOCALES } from '../../../../base/index.ts'
import { words } from '../../words.ts'
import type { Decision } from './decide.ts'
import { localDays } from './local-days.ts'
import { remindersSettings } from './pack-settings.ts'
import { REASONS } from './decide.ts'
import { addressed, messageText } from './text.ts'

const decision = (daysPastDue: number, isSoft: boolean, text?: string): Decision => ({
  arm: 'reminded',
  dueOn: '2024-05-15',
  daysPastDue,
  amount: 12_500.4,
  stage: { days: daysPastDue, channels: ['sms'], isSoft, ...(text === undefined ? {} : { text }) },
  reason: 'contact',
  channel: 'sms',
  time: null,
})

const settings = remindersSettings.parse({ signature: 'ООО «Займ», 8 800 000-00-00' })
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('the message', () => {
  test('before the due day names the amount with its kopecks, the day and who writes', () => {
    expect(plain(messageText('Анна', decision(-3, true), settings, 'ru'))).toBe(
      'Здравствуйте, Анна! Напоминаем: до 15 мая 2024 нужно внести 12 500,40 ₽. Если вы уже оплатили — спасибо! ООО «Займ», 8 800 000-00-00',
    )
  })

  test('past due it asks, and long past due it offers a way', () => {
    expect(plain(messageText('Анна', decision(3, true), settings, 'ru'))).toContain('пока не поступил')
    expect(plain(messageText('Анна', decision(21, false), settings, 'ru'))).toContain(
      'прошло уже 21 день. Пожалуйста, внесите его или свяжитесь с нами',
    )
    expect(plain(messageText('Anna', decision(1, false), settings, 'en'))).toContain('1 day ago')
  })

  test('is in the language that is set, whoever reads the list', () => {
    const russian = { ...settings, language: 'ru' as const }

    expect(messageText('Анна', decision(-3, true), russian, 'en')).toContain('Напоминаем')
    expect(messageText('Anna', decision(-3, true), settings, 'en')).toContain('A reminder')
  })

  test('a stage may have a text of its own; braces in names are put in as they are', () => {
    const text = '{name}: {amount} до {due_on}, {days} дн. {signature}'

    expect(plain(messageText('{amount}', decision(-3, true, text), settings, 'ru'))).toBe(
      '{amount}: 12 500,40 ₽ до 15 мая 2024, 3 дн. ООО «Займ», 8 800 000-00-00',
    )
    expect(messageText("{x, plural} 'O", decision(3, true), settings, 'ru')).toContain("{x, plural} 'O")
  })

  test('a text with something that nobody fills is refused', () => {
    const given = { stages: [{ days: 1, channels: ['sms'], text: 'Заплатите {sum}' }] }

    expect(remindersSettings.safeParse(given).error?.issues[0]?.message).toContain('may hold only {name}, {amount}')
  })

  test.each(LOCALES)('threatens nobody in %s', (locale) => {
    const texts = ['before', 'after', 'late'].map((kind) => words.catalog(locale)[`reminders.text.${kind}`])

    expect(texts.join(' ')).not.toMatch(/суд|пристав|штраф|арест|долг|обязан|court|penalt|debt|must|legal/i)
  })
})

test.each([
  ['Назарова Оксана Витальевна', 'Оксана Витальевна'],
  ['Кузьмин Илья Ильич', 'Илья Ильич'],
  ['Алиев Руслан Тимур оглы', 'Алиев Руслан Тимур оглы'],
  ['Анна', 'Анна'],
  ['Mary Ann Smith', 'Mary Ann Smith'],
])('%s is addressed as %s', (name, address) => {
  expect(addressed(name)).toBe(address)
})

test('every reason has its words', () => {
  const keys = REASONS.flatMap((reason) => [`reminders.reason.${reason}`, `reminders.why.${reason}`])

  expect(keys.filter((key) => !words.has(key))).toEqual([])
})

describe('settings', () => {
  test.each([
    [
      {
        stages: [
          { days: 3, channels: ['sms'] },
          { days: 1, channels: ['sms'] },
        ],
      },
      'order of their days',
    ],
    [{ withinDays: 14 }, 'must end before day 14'],
    [{ heldOut: 0.9 }, '<=0.5'],
    [{ hour: '25:00' }, 'clock time'],
    [{ unknownZones: ['МСК'] }, 'IANA zone'],
  ])('%j are refused', (given, message) => {
    expect(remindersSettings.safeParse(given).error?.issues[0]?.message).toContain(message)
  })
})

test('days of instants are the client’s own, also around a change of the clock', () => {
  const moscow = localDays('Europe/Moscow', { from: '2024-05-01', to: '2024-05-31' })
  const berlin = localDays('Europe/Berlin', { from: '2024-03-25', to: '2024-04-05' })

  expect(moscow(Date.parse('2024-05-14T20:59:59Z'))).toBe('2024-05-14')
  expect(moscow(Date.parse('2024-05-14T21:00:00Z'))).toBe('2024-05-15')
  expect(berlin(Date.parse('2024-03-30T22:59:59Z'))).toBe('2024-03-30')
  expect(berlin(Date.parse('2024-03-31T22:00:00Z'))).toBe('2024-04-01')
})
