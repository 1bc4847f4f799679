import type { Locale, Row } from '../../src/base/index.ts'
import type { DocumentFigure, ReportDocument } from '../../src/reports/index.ts'

export const NOW = '2024-01-01T05:45:00Z'
export const TODAY = '2024-01-01'
const DAYS = 32

/** A morning report with a figure that stands out, a picture, a small table and a long one. */
export function sampleReport(locale: Locale): ReportDocument {
  const t = (ru: string, en: string) => (locale === 'ru' ? ru : en)
  const tickets = { name: 'tickets', label: t('Обращений', 'Tickets'), unit: 'count' } as const
  const figure = (label: string, changes: Partial<DocumentFigure>): DocumentFigure => ({
    label,
    meaning: t(`${label} за день.`, `${label} of the day.`),
    unit: 'count',
    value: 0,
    before: null,
    mood: 'neither',
    ...changes,
  })
  const days = Array.from({ length: DAYS }, (_, index): Row => {
    const day = new Date(Date.UTC(2023, 10, 30 + index)).toISOString().slice(0, 10)
    return { day, tickets: 20 + index }
  })
  return {
    id: 'desk.morning',
    title: t('Утро <поддержки> & друзей', 'Support <this> morning & more'),
    meaning: '',
    workspace: 'Пример',
    locale,
    currency: undefined,
    timeZone: 'Europe/Moscow',
    date: TODAY,
    period: { from: '2023-12-31', to: '2023-12-31' },
    asOf: { desk: '2023-12-31T21:00:00Z' },
    madeAt: NOW,
    blocks: [
      {
        kind: 'figures',
        title: t('Вчера (в сравнении с обычным)', 'Yesterday (against the usual)'),
        items: [
          figure(t('Создано', 'Created'), {
            value: 23,
            before: 21,
            usual: { value: 21, low: 2.4, high: 48.2, weekday: 7 },
          }),
          figure(t('Время решения', 'Resolution time'), {
            unit: 'hours',
            value: 35.2,
            before: 21.05,
            mood: 'bad',
            standsOut: 'high',
            usual: { value: 21.05, low: 15, high: 27, weekday: 7 },
          }),
          figure(t('Открыто', 'Open'), { value: 83, before: 83 }),
        ],
      },
      { kind: 'text', text: t('Время решения: 35,2 ч — заметно выше обычного.', 'Resolution time: 35.2 hr.') },
      {
        kind: 'chart',
        title: t('По дням', 'By day'),
        spec: { kind: 'line', x: 'day', y: ['tickets'] },
        table: { columns: [{ name: 'day', label: t('День', 'Day'), unit: 'day' }, tickets], rows: days },
      },
      { kind: 'heading', text: t('На что посмотреть', 'What deserves a look') },
      {
        kind: 'table',
        title: t('По приоритетам', 'By priority'),
        table: {
          columns: [{ name: 'priority', label: t('Приоритет', 'Priority'), unit: 'text' }, tickets],
          rows: [
            { priority: t('Срочный', 'Urgent'), tickets: 5 },
            { priority: '<b>&"\'', tickets: 1200 },
          ],
        },
      },
      {
        kind: 'table',
        title: t('Все обращения', 'All tickets'),
        table: {
          columns: [
            { name: 'subject', label: t('Тема', 'Subject'), unit: 'text' },
            { name: 'hours', label: t('Среднее время решения', 'Mean resolution time'), unit: 'hours' },
            tickets,
          ],
          rows: Array.from({ length: 37 }, (_, index) => ({
            subject: t(`Очень длинная тема обращения номер ${index}`, `A very long subject of ticket ${index}`),
            hours: index * 1.5,
            tickets: index,
          })),
        },
      },
      { kind: 'failed', title: t('Операторы', 'Agents'), reason: t('источник не настроен', 'no such source') },
    ],
  }
}
