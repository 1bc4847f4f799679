import type { Locale, Row } from '../../src/base/index.ts'
import { chartSamples } from './charts.ts'
import type { DocumentBlock, ReportDocument } from '../../src/reports/index.ts'

/** A study of a support desk with every kind of block, for tests and for looking at. */
export function sampleDocument(locale: Locale): ReportDocument {
  const t = (ru: string, en: string) => (locale === 'ru' ? ru : en)
  return {
    id: 'support.study',
    title: t('Исследование службы поддержки', 'Study of the support desk'),
    meaning: t(
      'Стало ли решение обращений быстрее после изменений.',
      'Whether tickets are resolved faster after the change.',
    ),
    workspace: t('ООО «Ромашка»', 'Acme & Sons'),
    locale,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    date: '2023-12-31',
    period: { from: '2023-03-01', to: '2023-12-31' },
    asOf: { desk: '2023-12-29T21:00:00Z' },
    warning: t(
      'Данные старше, чем должны быть: desk — по 30 дек. 2023 г., 00:00. Показатели последних дней могут быть неполными.',
      'The data is older than it should be: desk ends at Dec 30, 2023, 12:00 AM. Figures of the last days may be incomplete.',
    ),
    madeAt: '2023-12-31T05:45:00Z',
    blocks: sampleBlocks(locale),
  }
}

function sampleBlocks(locale: Locale): DocumentBlock[] {
  const t = (ru: string, en: string) => (locale === 'ru' ? ru : en)
  const { line, band, bar, interval, heatmap, ...others } = chartSamples(locale)
  const pictures = {
    line,
    band,
    bar,
    interval,
    heatmap,
    stacked: others['stacked-bar'],
    slow: others['horizontal-bar'],
  }
  return [
    {
      kind: 'text',
      text: t(
        'С марта 2023 года среднее время решения росло. В августе — сентябре процесс изменили; отчёт проверяет, помогло ли это.',
        'From March 2023 the mean resolution time rose. In August and September the process was changed; this report checks whether that helped.',
      ),
    },
    {
      kind: 'figures',
      title: t('Главное за период', 'The period at a glance'),
      items: [
        figure(t('Создано обращений', 'Tickets created'), 'count', 25_310, 24_190, 'neither'),
        figure(t('Среднее время решения', 'Mean resolution time'), 'hours', 24.06, 21.15, 'bad'),
        figure(t('Решено в срок', 'Resolved within SLA'), 'share', 0.912, 0.871, 'good'),
        figure(t('Удовлетворённость', 'Satisfaction'), 'score', 0.74, 0.74, 'neither'),
        figure(t('Выручка линии', 'Revenue of the line'), 'money', 1_234_567, null, 'neither'),
      ],
    },
    {
      kind: 'figures',
      title: t('Вчера', 'Yesterday'),
      items: [
        {
          ...figure(t('Создано обращений', 'Tickets created'), 'count', 41, 40.6, 'neither'),
          ...usual(40.6, 29.3, 52.1),
        },
        {
          ...figure(t('Среднее время решения', 'Mean resolution time'), 'hours', 35.2, 21.05, 'bad'),
          ...usual(21.05, 15.1, 27.4),
          standsOut: 'high',
        },
        {
          ...figure(t('Жалобы', 'Complaints'), 'count', 0, 3.375, 'good'),
          ...usual(3.375, 0.4, 6.9),
          standsOut: 'low',
        },
      ],
    },
    { kind: 'heading', text: t('Стало ли быстрее', 'Did it become faster') },
    {
      kind: 'statement',
      text: t(
        'После изменений обращения решаются в среднем на 5,2 ч быстрее (от 4,1 до 6,4 ч).',
        'After the change tickets are resolved 5.2 hours faster on average (4.1 to 6.4 hours).',
      ),
    },
    {
      kind: 'claims',
      items: [
        {
          id: 'fall',
          verdict: 'confirmed',
          sentence: t('После сентября время решения снизилось.', 'After September the time fell.'),
        },
        {
          id: 'rise',
          verdict: 'not confirmed',
          sentence: t(
            'Рост с марта не выделяется на фоне сезона.',
            'The rise from March does not stand out from the season.',
          ),
        },
        {
          id: 'urgent',
          verdict: 'cannot tell',
          sentence: t('Срочных обращений слишком мало.', 'There are too few urgent tickets.'),
        },
      ],
    },
    ...Object.values(pictures).flatMap((sample): DocumentBlock[] =>
      sample
        ? [{ kind: 'chart', title: sample.title, spec: sample.spec, table: sample.table, incompleteFrom: '2023-12-01' }]
        : [],
    ),
    { kind: 'heading', text: t('Таблицы', 'Tables') },
    {
      kind: 'table',
      title: t('Средние по месяцам и приоритетам: время [ч]', 'Means by month and priority: time [h]'),
      table: monthly(locale),
    },
    { kind: 'table', title: t('Все обращения', 'All tickets'), table: tickets(locale, 120) },
    { kind: 'table', title: t('Пустая', 'Empty'), table: { columns: monthly(locale).columns, rows: [] } },
    {
      kind: 'failed',
      title: t('Операторы', 'Agents'),
      reason: t('источник «calls» не настроен', 'the source "calls" is not set up'),
    },
    {
      kind: 'notes',
      items: [
        t('Спам и удалённые обращения не считаются.', 'Spam and deleted tickets are left out.'),
        t('Дни переходного периода не относятся ни к одной стороне.', 'Days of the transition belong to neither side.'),
      ],
    },
  ]
}

function figure(
  label: string,
  unit: 'count' | 'hours' | 'share' | 'score' | 'money',
  value: number,
  before: number | null,
  mood: 'good' | 'bad' | 'neither',
) {
  return { label, meaning: label, unit, value, before, mood }
}

const SUNDAY = 7

const usual = (value: number, low: number, high: number) => ({ usual: { value, low, high, weekday: SUNDAY } })

/** Means of each month by priority, with a gap and with names that look like formulas. */
export function monthly(locale: Locale) {
  const t = (ru: string, en: string) => (locale === 'ru' ? ru : en)
  const labels = { low: t('Низкий', 'Low'), urgent: t('Срочный', 'Urgent') }
  const rows = ['2023-03-01', '2023-04-01', '2023-05-01'].flatMap((month, index): Row[] => [
    { month, priority: 'low', note: '=1+2', hours: 36.512 + index, share: 0.5123, tickets: 1234 + index },
    { month, priority: 'urgent', note: null, hours: index === 1 ? null : 9.25, share: 0.0417, tickets: 87 },
  ])
  return {
    columns: [
      { name: 'month', label: t('Месяц', 'Month'), unit: 'day' as const },
      { name: 'priority', label: t('Приоритет', 'Priority'), unit: 'text' as const, labels },
      { name: 'note', label: t('Пометка', 'Note'), unit: 'text' as const },
      { name: 'hours', label: t('Среднее время решения', 'Mean resolution time'), unit: 'hours' as const },
      { name: 'share', label: t('Доля обращений', 'Share of tickets'), unit: 'share' as const },
      { name: 'tickets', label: t('Обращений', 'Tickets'), unit: 'count' as const },
    ],
    rows,
  }
}

function tickets(locale: Locale, count: number) {
  const t = (ru: string, en: string) => (locale === 'ru' ? ru : en)
  const subjects = [
    t('Не выгружаются документы в бухгалтерию', 'Documents fail to export to accounting'),
    t('Забыли пароль администратора', 'Administrator password is lost'),
    t('Возврат за дважды оплаченный счёт № 1204', 'Refund for an invoice paid twice'),
  ]
  return {
    columns: [
      { name: 'ticket', label: t('Номер', 'Number'), unit: 'text' as const },
      { name: 'subject', label: t('Тема', 'Subject'), unit: 'text' as const },
      { name: 'created', label: t('Создано', 'Created'), unit: 'instant' as const },
      { name: 'hours', label: t('Время решения', 'Resolution time'), unit: 'hours' as const },
      { name: 'in_time', label: t('В срок', 'In time'), unit: 'text' as const },
    ],
    rows: Array.from({ length: count }, (_, index): Row => ({
      ticket: String(10_000 + index),
      subject: subjects[index % 3] ?? '',
      created: new Date(Date.UTC(2023, 2, 1, 6, 30) + index * 7_777_000).toISOString(),
      hours: Math.round((index % 17) * 31.3) / 10,
      in_time: index % 5 !== 0,
    })),
  }
}
