import type { Catalog } from '../../src/base/index.ts'
import { COUNTED, type Entity } from './expected.ts'
import { LEAK, ZINAIDA } from './rows.ts'

/** What is asked of a path: about which rows, and with what. */
export interface Case {
  entity: Entity | 'none'
  given: Readonly<Record<string, unknown>>
  /** somebody who sees every row is shown some here; otherwise the case would prove nothing */
  hasRows?: boolean
}

const locale = 'ru'
const YEAR = { from: '2023-01-01', to: '2023-12-31' }
const none = (given: Readonly<Record<string, unknown>> = {}): Case[] => [
  { entity: 'none', given: { ...given, locale } },
]
const entityOf = (pack: string): Case['entity'] =>
  pack === 'orders' || pack === 'calls' || pack === 'support' || pack === 'lending' ? pack : 'none'
const packOf = (id: string): Case['entity'] => entityOf(id.split('.')[0] ?? '')

/** Analyses of somebody or something: each is asked for what most people must not see. */
const ABOUT: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'orders.customer': [{ buyer: LEAK }, { buyer: 'Утечка' }, { buyer: 'Покупатель zqb01' }],
  'lending.loan': [{ loan: 'zqn03' }, { loan: 'zqn0' }, { loan: 'zqn01' }],
  'calls.my-work': [{ operator: ZINAIDA }, { operator: 'Меченая' }, {}],
}
export const analysisSettings = (id: string): readonly Readonly<Record<string, string>>[] => ABOUT[id] ?? [{}]

/** What splits a metric of each mart, so that every dimension is asked for with every metric that it splits. */
function splits({ metrics, dimensions }: Catalog): Case[] {
  return dimensions.flatMap(({ id, pack }) => {
    const known = metrics.filter((metric) => metric.dimensions.includes(id)).map((metric) => metric.id)
    const query = (names: readonly string[], more: object = {}) => ({ metrics: names, by: [id], period: YEAR, ...more })
    return known.length === 0 ? [] : [{ entity: entityOf(pack), given: { query: query(known.slice(0, 20)), locale } }]
  })
}

/** A metric of each mart, as far as the catalog tells marts apart: by the dimensions that they know. */
const onePerMart = ({ metrics }: Catalog): Catalog['metrics'] => [
  ...new Map(metrics.map((metric) => [`${metric.pack} ${metric.dimensions.join()}`, metric])).values(),
]

/** Reports whose pages are drawn as well; the words of all of them are read as Markdown. */
const DRAWN: ReadonlySet<string> = new Set(['orders.manager-list', 'calls.my-work', 'company.manager'])

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))

const counted = Object.entries(COUNTED).map(([metric, entity]) => ({ metric, entity }))
const SPLIT: Readonly<Record<Entity, string>> = {
  orders: 'buyer',
  calls: 'operator',
  support: 'category',
  lending: 'loan',
}
const firstOf = Object.entries(SPLIT).map(([entity, by]) => ({
  entity: entity as Entity,
  by,
  metric: {
    orders: 'orders.revenue',
    calls: 'calls.taken',
    support: 'support.tickets_created',
    lending: 'lending.loans',
  }[entity as Entity],
}))

/**
 * What is asked of each route, from the tables of what there is; a route that is not here has no proof, and the matrix fails.
 * Paths that change something are asked so that they change nothing: what counts is who gets past the door, and what is said.
 */
export function requestsFor(catalog: Catalog): Readonly<Record<string, readonly Case[]>> {
  const { metrics, dimensions, analyses, reports, dashboards } = catalog
  const drawn = reports.filter(({ id }) => DRAWN.has(id))
  const split = firstOf.map(({ entity, by, metric }) => ({
    entity,
    hasRows: true,
    query: { metrics: [metric], by: [by], period: YEAR },
    rows: { metric, period: YEAR },
  }))
  return {
    'GET /healthz': none(),
    'GET /readyz': none(),
    'GET /api/health': none(),
    'GET /metrics': none(),
    'POST /api/telegram': none({ update_id: 1 }),
    'POST /api/ingest/:source/:stream': none({ source: 'house', stream: 'orders.sale_line' }),
    'GET /api/local': none(),
    'POST /api/local/:method': none({ method: 'query' }),

    'GET /api/entry': none(),
    'POST /api/entry/sign-in': none({ login: 'ghost', password: 'nobody has this one' }),
    'POST /api/entry/confirm': none({ ticket: 'x', code: '000000' }),
    'GET /api/entry/invitation': none({ code: 'guessed' }),
    'POST /api/entry/accept': none({ code: 'guessed', password: 'nobody has this one' }),
    'GET /api/entry/oidc': none(),
    'GET /api/entry/oidc/back': none(),

    'GET /api/account': none(),
    'POST /api/account/password': none({ old: 'wrong as can be', password: 'another long password' }),
    'POST /api/account/totp/begin': none({ password: 'wrong as can be' }),
    'POST /api/account/totp/finish': none({ code: '000000' }),
    'POST /api/account/totp/remove': none({ password: 'wrong as can be' }),
    'POST /api/account/sessions/end': none({ which: 'of somebody else' }),
    'POST /api/account/tokens': none({ name: 'too wide', scope: ['people'], days: 400 }),
    'POST /api/account/tokens/revoke': none({ id: 'of somebody else' }),

    'GET /api/people': none(),
    'POST /api/people/add': none({ person: { login: 'eve', name: 'Eve', role: 'admin' }, isDry: true }),
    'POST /api/people/change': none({ login: 'anna', change: { role: 'admin' }, isDry: true }),
    'POST /api/people/remove': none({ login: 'anna', isDry: true }),
    'POST /api/people/invite': none({ login: 'nobody' }),
    'POST /api/people/tokens/revoke': none({ id: 'guessed' }),
    'GET /api/audit': none(),

    'POST /mcp': none(),
    'GET /mcp': none(),
    'DELETE /mcp': none(),

    'GET /api/app': none(),
    'GET /api/openapi.json': none(),
    'GET /api/home': none(),
    'GET /api/catalog': none(),
    'GET /api/dashboards/:id': dashboards.map(({ id }) => ({ entity: packOf(id), given: { id, locale } })),
    'GET /api/values/:dimension': dimensions.flatMap(({ id, pack }) =>
      ['', 'Меченая'].map((search) => ({ entity: entityOf(pack), given: { dimension: id, search, locale } })),
    ),
    'POST /api/query': [
      ...split.map(({ entity, hasRows, query }) => ({ entity, hasRows, given: { query, locale } })),
      ...splits(catalog),
      ...Object.values(Object.groupBy(metrics, ({ pack }) => pack)).flatMap((of = []) =>
        chunks(of, 20).map((some) => ({
          entity: entityOf(some[0]?.pack ?? ''),
          given: { query: { metrics: some.map(({ id }) => id), period: YEAR, compare: 'previous-year' }, locale },
        })),
      ),
    ],
    'POST /api/rows': [
      ...split.map(({ entity, hasRows, rows }) => ({ entity, hasRows, given: { rows, locale } })),
      ...onePerMart(catalog).map(({ id, pack }) => ({
        entity: entityOf(pack),
        given: { rows: { metric: id }, locale },
      })),
    ],
    'POST /api/analyze': analyses.flatMap(({ id }) =>
      analysisSettings(id).map((settings) => ({ entity: packOf(id), given: { analysis: id, settings, locale } })),
    ),
    'GET /api/export': split.flatMap(({ entity, hasRows, query, rows }) =>
      (['csv', 'xlsx'] as const).flatMap((as) => [
        { entity, hasRows, given: { as, title: 'x', query: JSON.stringify(query), locale } },
        { entity, hasRows, given: { as, title: 'x', rows: JSON.stringify(rows), locale } },
      ]),
    ),
    'GET /api/reports': none(),
    'GET /api/reports/:id/html': drawn.map(({ id }) => ({ entity: packOf(id), given: { id, locale } })),
    'GET /api/reports/:id/:format': reports.flatMap(({ id }) =>
      (DRAWN.has(id) ? ['md', 'xlsx', 'pdf'] : ['md']).map((format) => ({
        entity: packOf(id),

        given: { id, format, locale },
      })),
    ),

    'GET /api/saved': none(),
    'POST /api/saved': none({ title: '', address: 'm=orders.revenue', isShared: true }),
    'POST /api/saved/change': none({ id: '999', title: 'x' }),
    'POST /api/saved/remove': none({ id: '999' }),

    'GET /api/data': none(),
    'GET /api/data/runs': none(),
    'GET /api/data/runs/:id/log': none({ id: '1' }),
    'GET /api/data/rejected': none(),
    'GET /api/data/rejected/csv': none(),
    'GET /api/data/lineage': counted.map(({ metric, entity }) => ({ entity, given: { metric, locale } })),
    'GET /api/data/why': counted.map(({ metric, entity }) => ({ entity, given: { metric, ...YEAR, locale } })),
    'POST /api/data/replay': none({ source: 'nothing', stream: 'nothing' }),

    'GET /api/delivery': none(),
    'GET /api/delivery/preview': drawn.map(({ id }) => ({ entity: packOf(id), given: { report: id, locale } })),
    'POST /api/delivery/send': none({ report: 'nothing', to: ['to-anna'] }),
    'POST /api/delivery/test': none({ recipient: 'nobody' }),
    'POST /api/delivery/pause': none({ schedule: 'nothing', isPaused: true }),
    'POST /api/delivery/run': none({ schedule: 'nothing' }),
    'POST /api/delivery/decide': none({ id: 'guessed', what: 'resend' }),
    'POST /api/delivery/invite': none({ recipient: 'nobody', channel: 'telegram' }),

    // the last: a session ends with it
    'POST /api/entry/sign-out': none(),
  }
}

/** What each tool of MCP is asked. */
export function callsFor(catalog: Catalog): Readonly<Record<string, readonly Case[]>> {
  return {
    list_metrics: [{ entity: 'none', given: {} }],
    describe_metric: onePerMart(catalog).map(({ id, pack }) => ({ entity: entityOf(pack), given: { metric: id } })),
    query: firstOf.map(({ entity, by, metric }) => ({
      entity,
      hasRows: true,
      given: { metrics: [metric], by: [by], period: YEAR },
    })),
    list_analyses: [{ entity: 'none', given: {} }],
    analyze: catalog.analyses.flatMap(({ id }) =>
      analysisSettings(id).map((settings) => ({ entity: packOf(id), given: { analysis: id, settings } })),
    ),
  }
}

/** What each command is asked as somebody. `out`: a folder for files. Of the machine's own commands one line is enough. */
export function linesFor(
  out: string,
): Readonly<Record<string, readonly (Omit<Case, 'given'> & { line: readonly string[] })[]>> {
  const plain = (...line: readonly string[]) => [{ entity: 'none' as const, line }]
  return {
    demo: plain(),
    init: plain(`${out}/new`),
    generate: plain('lending'),
    split: plain(out),
    people: plain('list'),
    plan: plain(),
    backup: plain('--to', `${out}/backups`),
    restore: plain(`${out}/backups`),
    serve: plain(),
    log: plain(),
    sync: plain('nothing'),
    load: plain('nothing'),
    publish: plain(),
    invite: plain('nobody'),
    check: plain('--nothing'),
    schema: plain(),
    query: firstOf.flatMap(({ entity, by, metric }) => [
      { entity, hasRows: true, line: [metric, '--by', by, '--format', 'csv'] },
      { entity, line: [metric, '--where', `${by}=${ZINAIDA},${LEAK},zqn03`, '--by', by] },
    ]),
    analyze: [
      { entity: 'orders', line: ['orders.customer', '--set', `buyer=${LEAK}`] },
      { entity: 'calls', line: ['calls.my-work', '--set', `operator=${ZINAIDA}`] },
      { entity: 'lending', line: ['lending.loan', '--set', 'loan=zqn03'] },
      { entity: 'support', line: ['support.slowest-categories'] },
    ],
    report: [
      { entity: 'orders', line: ['orders.manager-list', '--as', 'md', '--out', out] },
      { entity: 'calls', line: ['calls.my-work', '--as', 'md', '--out', out] },
    ],
    send: [{ entity: 'orders', line: ['orders.manager-list', '--to', 'to-manager', '--dry-run'] }],
  }
}
