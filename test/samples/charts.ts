import type { ChartSpec, Locale, Row, Table } from '../../src/base/index.ts'

/** A support desk's figures, for tests and for looking at pictures of every kind. */
export interface Sample {
  title: string
  subtitle: string
  spec: ChartSpec
  table: Table
}

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map(
  (month) => `2023-${month}-01`,
)
const MEANS = [21.4, 20.9, 22.8, 23.9, 25.1, 26.3, 27.2, 26.8, 25.9, 21.2, 20.6, 20.1]

const PRIORITIES = {
  ru: ['Низкий', 'Средний', 'Высокий', 'Срочный'],
  en: ['Low', 'Medium', 'High', 'Urgent'],
}
const LINES = { ru: ['Линия 1', 'Линия 2', 'Разработка'], en: ['Line 1', 'Line 2', 'Development'] }
const CATEGORIES = {
  ru: [
    'Ошибка при выгрузке документов в бухгалтерию',
    'Интеграция с маркетплейсом',
    'Не приходит код подтверждения',
    'Возврат денежных средств',
    'Восстановление доступа администратора',
  ],
  en: [
    'Documents fail to export to accounting',
    'Marketplace integration',
    'Confirmation code does not arrive',
    'Refund',
    'Administrator access recovery',
  ],
}
const STEPS = {
  ru: [
    'Создание заявки',
    'Назначение задачи на звонок 1Л',
    'Ученик ответил на звонок оператора 1л',
    'Назначение ВУ',
    'Выход МВУ на ВУ',
    'Успешный ВУ',
    'Покупка',
  ],
  en: [
    'Request made',
    'Call task for the first line',
    'Student answered the call of a first line operator',
    'Trial lesson appointed',
    'Teacher came to the lesson',
    'Lesson done',
    'Purchase',
  ],
}
const CAME = [12_480, 11_902, 7_344, 5_120, 4_211, 3_960, 1_045]
const CLUSTERS = {
  ru: ['1: Покупка + Успешный ВУ', '2: Дозвон 2Л + Назначена задача на вторую линию', '3: − Назначение ВУ'],
  en: ['1: Purchase + Lesson done', '2: Second line reached + Task for the second line', '3: − Trial lesson appointed'],
}
const WEEKDAYS = {
  ru: ['Понедельник', 'Вторник', 'Среда', 'Четверг', 'Пятница', 'Суббота', 'Воскресенье'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}

const SEGMENTS = {
  ru: [
    'Чемпионы',
    'Лояльные',
    'Могут стать лояльными',
    'Новые',
    'Перспективные',
    'Требуют внимания',
    'Засыпают',
    'Нельзя потерять',
    'Под угрозой',
    'Спящие',
  ],
  en: [
    'Champions',
    'Loyal',
    'Potential loyalists',
    'New',
    'Promising',
    'Need attention',
    'About to sleep',
    'Can’t lose',
    'At risk',
    'Hibernating',
  ],
}
const CUSTOMERS = [99, 170, 146, 35, 32, 28, 102, 7, 136, 240]
const REVENUE = [67_802, 118_211, 60_335, 6_120, 5_410, 9_800, 23_449, 11_200, 71_400, 42_300]

const say = (locale: Locale) => (ru: string, en: string) => (locale === 'ru' ? ru : en)

/** Pictures of every kind, in a language. */
export function chartSamples(locale: Locale): Readonly<Record<string, Sample>> {
  const t = say(locale)
  const month = { name: 'period', label: t('Месяц', 'Month'), unit: 'day' as const }
  const hours = { name: 'hours', label: t('Среднее время решения', 'Mean resolution time'), unit: 'hours' as const }
  const change = {
    from: '2023-08-01',
    to: '2023-09-30',
    label: t('Новая сортировка обращений', 'New triage of tickets'),
  }
  const subtitle = t('Март — декабрь 2023, календарные часы', 'March to December 2023, calendar hours')
  const byPriority = MONTHS.flatMap((period, index) =>
    PRIORITIES[locale].map((priority, place): Row => ({
      period,
      priority,
      hours: index === 4 && place === 3 ? null : (MEANS[index] ?? 0) * (1.6 - place * 0.4),
    })),
  )
  const step = { name: 'event', label: t('Шаг', 'Step'), unit: 'text' as const }
  const users = { name: 'users', label: t('Пользователи', 'Users'), unit: 'count' as const }
  const priority = { name: 'priority', label: t('Приоритет', 'Priority'), unit: 'text' as const }
  return {
    line: {
      title: t('Среднее время решения по приоритетам', 'Mean resolution time by priority'),
      subtitle,
      spec: { kind: 'line', x: 'period', y: ['hours'], series: 'priority', spans: [change] },
      table: { columns: [month, priority, hours], rows: byPriority },
    },
    band: {
      title: t('Среднее время решения и модель', 'Mean resolution time and its model'),
      subtitle: t('Недели; полоса — 95 % интервал', 'Weeks; the band is the 95 % interval'),
      spec: {
        kind: 'line',
        x: 'period',
        y: ['hours', 'fit'],
        band: { low: 'low', high: 'high' },
        dashed: ['fit'],
        spans: [change],
      },
      table: {
        columns: [
          { ...month, label: t('Неделя', 'Week') },
          hours,
          { name: 'fit', label: t('Модель', 'Model'), unit: 'hours' },
          { name: 'low', label: t('Нижняя граница', 'Lower bound'), unit: 'hours' },
          { name: 'high', label: t('Верхняя граница', 'Upper bound'), unit: 'hours' },
        ],
        rows: weeks(40).map((period, index) => {
          const fit = index < 31 ? 22 + index * 0.17 : 21 - (index - 31) * 0.1
          const wave = Math.sin(index * 1.7) * 1.4
          return { period, hours: index === 12 ? null : fit + wave, fit, low: fit - 1.8, high: fit + 1.8 }
        }),
      },
    },
    area: {
      title: t('Открытые обращения', 'Open tickets'),
      subtitle: t('На конец дня', 'At the end of the day'),
      spec: { kind: 'area', x: 'period', y: ['backlog'] },
      table: {
        columns: [
          { ...month, label: t('День', 'Day') },
          { name: 'backlog', label: t('Открыто', 'Open'), unit: 'count' },
        ],
        rows: days(90).map((period, index) => ({
          period,
          backlog: Math.round(840 + 160 * Math.sin(index / 9) + index * 4 + (index % 7) * 12),
        })),
      },
    },
    'stacked-area': {
      title: t('Доли линий поддержки', 'Shares of the lines of support'),
      subtitle: t('По месяцам решения', 'By month of resolution'),
      spec: { kind: 'area', x: 'period', y: ['share'], series: 'line' },
      table: {
        columns: [month, { name: 'line', label: t('Линия', 'Line'), unit: 'text' }, shareColumn(t)],
        rows: lineShares(locale),
      },
    },
    bar: {
      title: t('Создано и решено обращений', 'Tickets created and resolved'),
      subtitle: t('По месяцам; декабрь не закончен', 'By month; December is not over'),
      spec: { kind: 'bar', x: 'period', y: ['created', 'resolved'] },
      table: {
        columns: [
          month,
          { name: 'created', label: t('Создано', 'Created'), unit: 'count' },
          { name: 'resolved', label: t('Решено', 'Resolved'), unit: 'count' },
        ],
        rows: MONTHS.map((period, index) => ({
          period,
          created: 2300 + index * 45 - (index === 11 ? 900 : 0),
          resolved: 2250 + index * 40 - (index === 11 ? 950 : 0),
        })),
      },
    },
    'bar-categories': {
      title: t('Обращения по каналам', 'Tickets by channel'),
      subtitle,
      spec: { kind: 'bar', x: 'channel', y: ['tickets'] },
      table: {
        columns: [
          { name: 'channel', label: t('Канал', 'Channel'), unit: 'text' },
          { name: 'tickets', label: t('Обращений', 'Tickets'), unit: 'count' },
        ],
        rows: [
          [t('Электронная почта', 'Email'), 14_210],
          [t('Портал самообслуживания', 'Self-service portal'), 8340],
          [t('Телефон', 'Phone'), 4120],
          [t('Чат на сайте', 'Chat on the site'), 2890],
          [t('Социальные сети', 'Social networks'), 410],
        ].map(([channel = null, tickets = null]) => ({ channel, tickets })),
      },
    },
    'stacked-bar': {
      title: t('Доли линий поддержки', 'Shares of the lines of support'),
      subtitle: t('По месяцам решения', 'By month of resolution'),
      spec: { kind: 'stacked-bar', x: 'period', y: ['share'], series: 'line' },
      table: {
        columns: [month, { name: 'line', label: t('Линия', 'Line'), unit: 'text' }, shareColumn(t)],
        rows: lineShares(locale),
      },
    },
    'horizontal-bar': {
      title: t('Дольше всего решаются на линии 1', 'Slowest categories on line 1'),
      subtitle: t('Среднее, не меньше 30 обращений', 'Means, at least 30 tickets'),
      spec: { kind: 'horizontal-bar', x: 'category', y: ['hours'] },
      table: {
        columns: [{ name: 'category', label: t('Категория', 'Category'), unit: 'text' }, hours],
        rows: CATEGORIES[locale].map((category, index) => ({ category, hours: 61.2 - index * 8.35 })),
      },
    },
    'horizontal-pairs': {
      title: t('Среднее и медиана по категориям', 'Mean and median by category'),
      subtitle,
      spec: { kind: 'horizontal-bar', x: 'category', y: ['hours', 'median'] },
      table: {
        columns: [
          { name: 'category', label: t('Категория', 'Category'), unit: 'text' },
          hours,
          { name: 'median', label: t('Медиана времени решения', 'Median resolution time'), unit: 'hours' },
        ],
        rows: CATEGORIES[locale].map((category, index) => ({
          category,
          hours: 61.2 - index * 8.35,
          median: 22.3 - index * 2.5,
        })),
      },
    },
    heatmap: {
      title: t('Когда приходят обращения', 'When tickets arrive'),
      subtitle: t('Обращений за час, в среднем', 'Tickets in an hour, on average'),
      spec: { kind: 'heatmap', x: 'hour', y: 'weekday', value: 'tickets' },
      table: {
        columns: [
          { name: 'weekday', label: t('День недели', 'Weekday'), unit: 'text' },
          { name: 'hour', label: t('Час', 'Hour'), unit: 'text' },
          { name: 'tickets', label: t('Обращений', 'Tickets'), unit: 'number' },
        ],
        rows: WEEKDAYS[locale].flatMap((weekday, day) =>
          Array.from({ length: 24 }, (_, hour) => ({
            weekday,
            hour: String(hour),
            tickets: Math.round(Math.max(0, 14 - Math.abs(hour - 13) * 1.6) * (day > 4 ? 0.3 : 1) * 10) / 10,
          })),
        ),
      },
    },
    'heatmap-written': {
      title: t('Время решения по линиям', 'Resolution time by line'),
      subtitle,
      spec: { kind: 'heatmap', x: 'priority', y: 'line', value: 'hours' },
      table: {
        columns: [{ name: 'line', label: t('Линия', 'Line'), unit: 'text' }, priority, hours],
        rows: LINES[locale].flatMap((line, row) =>
          PRIORITIES[locale].map((priority, place) => ({
            line,
            priority,
            hours: row === 2 && place === 0 ? null : 12 + row * 14.3 - place * 3.1,
          })),
        ),
      },
    },
    funnel: {
      title: t('Воронка', 'Funnel'),
      subtitle: t('Последние 90 дней, окно 30 дней', 'Last 90 days, window of 30 days'),
      spec: { kind: 'funnel', step: 'event', value: 'users' },
      table: {
        columns: [step, users],
        rows: STEPS[locale].map((event, at) => ({ event, users: CAME[at] ?? null })),
      },
    },
    'funnel-groups': {
      title: t('Воронка по кластерам', 'Funnel by cluster'),
      subtitle: t('Последние 90 дней, окно 30 дней', 'Last 90 days, window of 30 days'),
      spec: { kind: 'funnel', step: 'event', value: 'users', series: 'cluster' },
      table: {
        columns: [step, { name: 'cluster', label: t('Кластер', 'Cluster'), unit: 'text' }, users],
        rows: STEPS[locale].flatMap((event, at) =>
          CLUSTERS[locale].map((cluster, place) => ({
            event,
            cluster,
            users: Math.round((CAME[at] ?? 0) * ([0.5, 0.3, 0.2][place] ?? 0) * (1 - place * 0.13) ** at),
          })),
        ),
      },
    },
    interval: {
      title: t('Изменение после новой сортировки', 'Change after the new triage'),
      subtitle: t('Среднее время решения, 95 % интервал', 'Mean resolution time, 95 % interval'),
      spec: { kind: 'interval', label: 'priority', estimate: 'change', low: 'low', high: 'high', reference: 0 },
      table: {
        columns: [
          priority,
          { name: 'change', label: t('Изменение', 'Change'), unit: 'hours' },
          { name: 'low', label: t('От', 'From'), unit: 'hours' },
          { name: 'high', label: t('До', 'To'), unit: 'hours' },
        ],
        rows: [
          [t('Все обращения', 'All tickets'), -5.2, -6.4, -4.1],
          [PRIORITIES[locale][0] ?? '', -8.1, -11.3, -4.8],
          [PRIORITIES[locale][1] ?? '', -5.4, -7, -3.9],
          [PRIORITIES[locale][2] ?? '', -2.1, -4.6, 0.5],
          [PRIORITIES[locale][3] ?? '', null, null, null],
        ].map(([priority = null, change = null, low = null, high = null]) => ({ priority, change, low, high })),
      },
    },
    treemap: {
      title: t('Покупатели по сегментам', 'Customers by segment'),
      subtitle: t('31 декабря 2023; чем темнее, тем больше выручки', '31 December 2023; the darker, the more revenue'),
      spec: { kind: 'treemap', label: 'segment', value: 'customers', shade: 'revenue' },
      table: {
        columns: [
          { name: 'segment', label: t('Сегмент', 'Segment'), unit: 'text' },
          { name: 'customers', label: t('Покупателей', 'Customers'), unit: 'count' },
          { name: 'revenue', label: t('Выручка', 'Revenue'), unit: 'money' },
        ],
        rows: SEGMENTS[locale].map((segment, at) => ({
          segment,
          customers: CUSTOMERS[at] ?? null,
          revenue: REVENUE[at] ?? null,
        })),
      },
    },
    sankey: {
      title: t('Переходы между сегментами за месяц', 'Moves between segments in a month'),
      subtitle: t(
        '30 ноября — 31 декабря 2023, границы оценок постоянные',
        '30 November to 31 December 2023, frozen cuts',
      ),
      spec: { kind: 'sankey', from: 'was', to: 'is', value: 'customers' },
      table: {
        columns: [
          { name: 'was', label: t('30 ноября 2023', '30 November 2023'), unit: 'text' },
          { name: 'is', label: t('31 декабря 2023', '31 December 2023'), unit: 'text' },
          { name: 'customers', label: t('Покупателей', 'Customers'), unit: 'count' },
        ],
        rows: moves(locale),
      },
    },
  }
}

/** Most stay, some sink by a segment or four, a few rise, some come and some go. */
function moves(locale: Locale): Row[] {
  const [arrived, gone] = [say(locale)('Новые покупатели', 'New customers'), say(locale)('Нет покупок', 'No purchases')]
  const names = SEGMENTS[locale]
  const stayed = names.map((was, at) => ({ was, is: was, customers: Math.round((CUSTOMERS[at] ?? 0) * 0.7) }))
  const sank = names
    .slice(0, 6)
    .map((was, at) => ({ was, is: names[at + 4] ?? '', customers: Math.round((CUSTOMERS[at] ?? 0) * 0.2) }))
  const rose = names
    .slice(2)
    .map((was, at) => ({ was, is: names[at] ?? '', customers: Math.round((CUSTOMERS[at + 2] ?? 0) * 0.1) }))
  return [
    ...stayed,
    ...sank,
    ...rose,
    { was: names[9] ?? '', is: gone, customers: 48 },
    { was: arrived, is: names[3] ?? '', customers: 61 },
  ]
}

const shareColumn = (t: ReturnType<typeof say>) => ({
  name: 'share',
  label: t('Доля', 'Share'),
  unit: 'share' as const,
})

const lineShares = (locale: Locale): Row[] =>
  MONTHS.slice(2).flatMap((period, index) => {
    const first = 0.58 + 0.01 * (index % 4)
    const second = 0.3 - 0.012 * (index % 3)
    return LINES[locale].map((line, place) => ({
      period,
      line,
      share: [first, second, 1 - first - second][place] ?? null,
    }))
  })

const stepped = (first: string, count: number, days: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(`${first}T00:00:00Z`) + index * days * 86_400_000).toISOString().slice(0, 10),
  )
const weeks = (count: number) => stepped('2023-03-06', count, 7)
const days = (count: number) => stepped('2023-10-01', count, 1)
