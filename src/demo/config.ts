import type { Locale } from '../base/index.ts'
import { SAMPLE_OPERATORS, SAMPLE_QUEUES } from '../packs/calls/index.ts'
import { sampleJourneySettings } from '../packs/journey/index.ts'
import { SAMPLE_TODAY, sampleChange, sampleHolidays, sampleLines } from '../packs/support/index.ts'

/** One of the managers of the sample's shop. */
export const SAMPLE_MANAGER = 'Гришин Павел'

/** One of the operators of the sample's contact centre. */
export const SAMPLE_OPERATOR = 'Борис Гусев'

/** The chats of the sample's people in the stand-in of Telegram. */
export const SAMPLE_CHATS = {
  sales: 700_001,
  support: 700_002,
  administrator: 700_003,
  marketing: 700_004,
  manager: 700_005,
  collection: 700_006,
  head: 700_007,
  shop: 700_008,
  operator: 700_009,
} as const

/** The Monday on which the sample of calls begins, eight weeks before its today. */
export const CALLS_FROM = '2023-11-06'

/** The sample ends on the eve of them; who is written to on that day is written to on a holiday. */
const NEW_YEAR = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08']

const written = (value: unknown, depth: string): string => JSON.stringify(value, null, 2).replaceAll('\n', `\n${depth}`)

/** `svodka.config.ts` of the sample workspace; `locale` is the language of its messages. */
export const demoConfig = (locale: Locale): string => `import { defineWorkspace, secret } from 'svodka'
import { files, freepbx, freshdesk, onec, postgres } from 'svodka/sources'
import { calls, company, journey, lending, orders, support } from 'svodka/packs'

// days off of the sample's companies
const holidays = ${written([...sampleHolidays, ...NEW_YEAR], '')}
// the restaurant's hours
const open = ['07:00-21:00']

// Sample data: a help desk, a sales department, a shop, a lender and a contact centre of 2023. The stand-ins of their systems answer only while "svodka demo" runs.
export default defineWorkspace({
  name: 'Пример',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  // The sample ends on the day before; this day is taken for today, and the clock starts at this time.
  today: '${SAMPLE_TODAY}',
  clock: '08:45',
  sources: [
    freshdesk({
      id: 'desk',
      domain: 'sample',
      apiKey: secret('FRESHDESK_API_KEY'),
      baseUrl: process.env['FRESHDESK_URL'],
    }),
    postgres({
      id: 'quest',
      connection: secret('QUEST_URL'),
      timeZone: 'Europe/Moscow',
      streams: {
        'journey.event': {
          query: \`
            select e.user_id, d.description as event, e.happened_at
            from events as e
            join events_dict as d on d.id = e.event_id\`,
          cursor: 'happened_at',
          overlap: '1h',
        },
        'journey.payment': {
          table: 'payments',
          columns: { payment_id: 'id', user_id: 'user_id', paid_at: 'transaction_created_at', amount: 'amount' },
          cursor: 'transaction_created_at',
          overlap: '1h',
        },
      },
    }),
    onec({
      id: 'shop',
      baseUrl: process.env['ONEC_URL'],
      user: 'Сводка',
      password: secret('ONEC_PASSWORD'),
      preset: 'erp',
      since: '2022-07-01',
    }),
    freepbx({
      id: 'pbx',
      timeZone: 'Europe/Moscow',
      api: { baseUrl: process.env['PBX_URL'], clientId: 'svodka', clientSecret: secret('PBX_SECRET') },
      queueLog: { file: 'calls/queue_log' },
      agents: ${written(Object.fromEntries(SAMPLE_OPERATORS.map(({ extension, name }) => [extension, name])), '      ')},
      from: '${CALLS_FROM}',
    }),
    // what customers say of calls: a file to which a robot adds lines
    files({
      id: 'ratings',
      streams: { 'calls.rating': { path: 'calls/ratings.ndjson' } },
    }),
    // parts of the lender's books as they grew, each with the ones before it; "svodka load loans --part 2" loads one
    files({
      id: 'loans',
      streams: {
        'lending.client': { path: 'loans/clients_{part}.json' },
        'lending.loan': { path: 'loans/loans_{part}.json' },
        'lending.payment': { path: 'loans/payments_{part}.json' },
        'lending.contact': { path: 'loans/contacts_{part}.json' },
      },
    }),
  ],
  packs: [
    support({
      lines: ${written(sampleLines, '      ')},
      workingCalendar: { holidays },
      changes: [${written(sampleChange, '      ')}],
    }),
    journey(${written(sampleJourneySettings, '    ')}),
    orders(),
    calls({
      queues: ${written(SAMPLE_QUEUES, '      ')},
      // nobody answers at night, and nobody is missed then
      workingHours: {
        week: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open, saturday: open, sunday: open },
      },
      outsideHours: 'leave-out',
    }),
    company(),
    lending({ reminders: { since: '2023-07-01', calendar: { holidays }, signature: 'ООО «Пример», 8 800 000-00-00' } }),
  ],
  // Every source at the full hour, the exchange each minute between: the page of today's calls lives on it.
  sync: [{ at: '0 * * * *' }, { at: '1-59 * * * *', sources: ['pbx', 'ratings'] }],
  // The message at 08:45: which report goes to whom and when.
  reports: [
    { report: 'journey.morning', at: '45 8 * * *', to: ['head-of-sales'] },
    { report: 'support.morning', at: '45 8 * * *', to: ['head-of-support'] },
    { report: 'company.morning', at: '45 8 * * *', to: ['head'] },
    { report: 'company.manager', at: '45 8 * * *', to: ['shop-manager'] },
    { report: 'calls.my-work', at: '45 8 * * *', to: ['operator'] },
    { report: 'orders.rfm', at: '30 5 * * *', to: ['marketing'], files: ['xlsx', 'pdf'] },
    { report: 'orders.manager-list', at: '0 9 * * 1-5', to: ['manager'], files: ['xlsx'] },
    { report: 'lending.reminders', at: '0 8 * * *', to: ['collection'], files: ['xlsx'] },
  ],
  recipients: {
    'head-of-sales': { telegram: ${SAMPLE_CHATS.sales}, locale: '${locale}' },
    'head-of-support': { telegram: ${SAMPLE_CHATS.support}, folder: 'reports', locale: '${locale}' },
    // the network folder of the marketing department
    marketing: { telegram: ${SAMPLE_CHATS.marketing}, folder: { path: 'reports', files: ['html', 'pdf', 'xlsx'] }, locale: '${locale}' },
    // sees only their own customers
    manager: { telegram: ${SAMPLE_CHATS.manager}, role: 'seller', person: '${SAMPLE_MANAGER}', locale: '${locale}' },
    // whom to remind today; the workbooks in the folder are the log of decisions
    collection: { telegram: ${SAMPLE_CHATS.collection}, folder: { path: 'reminders', files: ['xlsx'] }, locale: '${locale}' },
    // asks for the manager's report where the morning's is not enough
    head: { telegram: ${SAMPLE_CHATS.head}, reports: ['company.manager'], locale: '${locale}' },
    'shop-manager': { telegram: ${SAMPLE_CHATS.shop}, locale: '${locale}' },
    // sees only their own calls
    operator: { telegram: ${SAMPLE_CHATS.operator}, role: 'operator', person: '${SAMPLE_OPERATOR}', locale: '${locale}' },
    administrator: { telegram: ${SAMPLE_CHATS.administrator}, locale: '${locale}' },
  },
  administrators: ['administrator'],
  // Who may come in, beside the administrator whom "svodka demo" invites: People on the page makes their links.
  people: {
    olga: { name: 'Соколова Ольга', role: 'manager' },
    igor: { name: 'Лебедев Игорь', role: 'analyst' },
    boris: { name: '${SAMPLE_OPERATOR}', role: 'operator', own: { operator: ['${SAMPLE_OPERATOR}'] } },
    pavel: { name: '${SAMPLE_MANAGER}', role: 'seller', own: { manager: ['${SAMPLE_MANAGER}'] } },
  },
  // mirrored for Power BI and the like; by hand: "svodka publish bi"
  publish: [
    { id: 'bi', postgres: { url: secret('BI_URL') }, marts: ['mart.big_transactions', 'mart.support_tickets'], at: '30 6 * * *' },
  ],
  delivery: { telegram: { token: secret('TELEGRAM_TOKEN'), apiRoot: process.env['TELEGRAM_URL'] } },
})
`
