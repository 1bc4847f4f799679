import type { Callable, Given } from '../../src/api/index.ts'

/** One request of a walk through the API: its route, and what it is given, by what was answered before. */
export type Step = {
  [K in Callable]: { route: K; given: (answers: ReadonlyMap<string, any>) => Given<K> }
}[Callable]

const step = <K extends Callable>(route: K, given: Given<K> | ((answers: ReadonlyMap<string, any>) => Given<K>)) =>
  ({ route, given: typeof given === 'function' ? given : () => given }) as unknown as Step

const locale = 'en' as const
const PASSWORD = 'correct horse battery staple'
const NEXT_PASSWORD = 'staple battery horse correct'
const YEAR = { from: '2023-01-01', to: '2023-12-31' }
const newcomer = { login: 'anna', name: 'Анна Ежова', role: 'analyst', email: 'anna@example.com' }

/** What a walk does not meet without a provider, an app of codes, Telegram or a lost answer. */
export const ELSEWHERE: ReadonlySet<Callable> = new Set<Callable>([
  'POST /api/entry/confirm',
  'POST /api/account/totp/finish',
  'POST /api/account/totp/remove',
  'POST /api/delivery/decide',
  'POST /api/delivery/invite',
])

/** Every other route, in an order in which each finds what it asks for. */
export const STEPS: readonly Step[] = [
  step('GET /api/health', {}),
  step('GET /api/openapi.json', {}),
  step('GET /api/entry', { locale }),
  step('GET /api/app', { locale }),
  step('GET /api/home', { locale }),
  step('GET /api/catalog', { locale }),
  step('GET /api/dashboards/:id', { id: 'orders.overview', locale }),
  step('POST /api/query', {
    query: { metrics: ['orders.revenue', 'orders.count'], by: ['manager'], period: YEAR, grain: 'month', limit: 5 },
    locale,
  }),
  step('POST /api/query', { query: { metrics: ['orders.revenue'], period: YEAR, compare: 'previous-year' }, locale }),
  step('POST /api/analyze', { analysis: 'orders.cohorts', settings: {}, locale }),
  step('POST /api/rows', {
    rows: {
      metric: 'orders.revenue',
      where: [{ dimension: 'manager', op: 'in', values: ['Гришин Павел', null] }],
      limit: 3,
    },
    locale,
  }),
  step('GET /api/values/:dimension', { dimension: 'manager', locale }),
  step('GET /api/reports', { locale }),
  step('POST /api/ingest/:source/:stream', {
    source: 'till',
    stream: 'orders.sale_line',
    ...({ sale_id: 'till 1', line: 'one' } as object),
  }),
  step('POST /api/saved', { title: 'Выручка', address: 'm=orders.revenue', isShared: false, locale }),
  step('GET /api/saved', { locale }),
  step('POST /api/saved/change', (answers) => ({ id: answers.get('POST /api/saved').id, isShared: true, locale })),
  step('POST /api/saved/remove', (answers) => ({ id: answers.get('POST /api/saved').id, locale })),
  step('GET /api/data', { locale }),
  step('GET /api/data/rejected', { source: 'till', locale }),
  step('GET /api/data/lineage', { metric: 'orders.revenue', locale }),
  step('GET /api/data/why', { metric: 'orders.revenue', ...YEAR, locale }),
  step('POST /api/data/replay', { source: 'shop', stream: 'orders.sale_line', locale }),
  step('GET /api/data/runs', { locale }),
  step('GET /api/data/runs/:id/log', (answers) => ({ id: answers.get('GET /api/data/runs')[0].id, locale })),
  step('GET /api/delivery/preview', { report: 'orders.rfm', locale }),
  step('POST /api/delivery/send', { report: 'orders.rfm', to: ['head'], locale }),
  step('POST /api/delivery/test', { recipient: 'head', locale }),
  step('POST /api/delivery/run', { schedule: 'report:orders.rfm', locale }),
  step('POST /api/delivery/pause', { schedule: 'report:orders.rfm', isPaused: true, locale }),
  step('GET /api/delivery', { locale }),
  step('POST /api/people/add', { person: newcomer, isDry: false, locale }),
  step('POST /api/people/change', { login: 'anna', change: { role: 'manager' }, isDry: true, locale }),
  step('POST /api/people/invite', { login: 'anna', locale }),
  step('GET /api/entry/invitation', (answers) => ({ code: codeOf(answers), locale })),
  step('POST /api/entry/accept', (answers) => ({ code: codeOf(answers), password: PASSWORD, locale })),
  step('POST /api/people/remove', { login: 'anna', isDry: false, locale }),
  step('POST /api/account/tokens', { name: 'BI', scope: ['figures'], days: 30, locale }),
  step('GET /api/account', { locale }),
  step('GET /api/people', { locale }),
  step('POST /api/account/tokens/revoke', (answers) => ({ id: tokenOf(answers), locale })),
  step('POST /api/account/tokens', { name: 'BI', scope: ['figures'], days: 30, locale }),
  step('POST /api/people/tokens/revoke', (answers) => ({ id: tokenOf(answers), locale })),
  step('POST /api/account/totp/begin', { password: PASSWORD, locale }),
  step('POST /api/account/sessions/end', { which: 'others', locale }),
  step('GET /api/audit', { locale }),
  step('POST /api/account/password', { old: PASSWORD, password: NEXT_PASSWORD, locale }),
  step('POST /api/entry/sign-in', { login: 'boss', password: NEXT_PASSWORD, locale }),
  step('POST /api/entry/sign-out', { locale }),
]

const codeOf = (answers: ReadonlyMap<string, any>): string =>
  new URL(answers.get('POST /api/people/invite').link).searchParams.get('code') ?? ''

const tokenOf = (answers: ReadonlyMap<string, any>): string => answers.get('POST /api/account/tokens').token.id
