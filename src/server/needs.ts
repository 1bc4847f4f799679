import type { Ability } from '../base/index.ts'

/**
 * What lets a request in. `probe`: anybody, under any host name; `own-token`: whoever shows the token that the route itself checks;
 * `open`: anybody under an address of ours; `signed-in`: a session or an API token; `session`: only somebody who signed in;
 * an ability: whoever may do that, by session or token.
 */
export type Need = 'probe' | 'own-token' | 'open' | 'signed-in' | 'session' | Ability

/** Every route there is, by method and path. What is not in this table is refused. */
export const NEEDS: Readonly<Record<string, Need>> = Object.freeze<Record<string, Need>>({
  'GET /healthz': 'probe',
  'GET /readyz': 'probe',
  'GET /api/health': 'probe',

  'GET /metrics': 'own-token',
  'POST /api/telegram': 'own-token',
  'POST /api/ingest/:source/:stream': 'own-token',
  'GET /api/local': 'own-token',
  'POST /api/local/:method': 'own-token',

  'GET /api/entry': 'open',
  'POST /api/entry/sign-in': 'open',
  'POST /api/entry/confirm': 'open',
  'GET /api/entry/invitation': 'open',
  'POST /api/entry/accept': 'open',
  'GET /api/entry/oidc': 'open',
  'GET /api/entry/oidc/back': 'open',
  'POST /api/entry/sign-out': 'session',

  'GET /api/account': 'session',
  'POST /api/account/password': 'session',
  'POST /api/account/totp/begin': 'session',
  'POST /api/account/totp/finish': 'session',
  'POST /api/account/totp/remove': 'session',
  'POST /api/account/sessions/end': 'session',
  'POST /api/account/tokens': 'session',
  'POST /api/account/tokens/revoke': 'session',

  'GET /api/people': 'people',
  'POST /api/people/add': 'people',
  'POST /api/people/change': 'people',
  'POST /api/people/remove': 'people',
  'POST /api/people/invite': 'people',
  'POST /api/people/tokens/revoke': 'people',
  'GET /api/audit': 'people',

  'POST /mcp': 'figures',
  'GET /mcp': 'signed-in',
  'DELETE /mcp': 'signed-in',

  'GET /api/app': 'signed-in',
  'GET /api/openapi.json': 'signed-in',
  'GET /api/home': 'figures',
  'GET /api/catalog': 'figures',
  'GET /api/dashboards/:id': 'figures',
  'GET /api/values/:dimension': 'figures',
  'POST /api/query': 'figures',
  'POST /api/rows': 'figures',
  'POST /api/analyze': 'figures',
  'GET /api/export': 'export',
  'GET /api/reports': 'figures',
  'GET /api/reports/:id/html': 'figures',
  'GET /api/reports/:id/:format': 'export',

  'GET /api/saved': 'figures',
  'POST /api/saved': 'figures',
  'POST /api/saved/change': 'figures',
  'POST /api/saved/remove': 'figures',

  'GET /api/data': 'data',
  'GET /api/data/runs': 'data',
  'GET /api/data/runs/:id/log': 'data',
  'GET /api/data/rejected': 'data',
  'GET /api/data/rejected/csv': 'data',
  'GET /api/data/lineage': 'data',
  'GET /api/data/why': 'data',
  'POST /api/data/replay': 'operate',

  'GET /api/delivery': 'deliveries',
  'GET /api/delivery/preview': 'deliveries',
  'POST /api/delivery/send': 'send',
  'POST /api/delivery/test': 'send',
  'POST /api/delivery/pause': 'send',
  'POST /api/delivery/run': 'send',
  'POST /api/delivery/decide': 'send',
  'POST /api/delivery/invite': 'send',
})

/**
 * What is recorded of a request that was answered well, by what name; `access` itself records what is done at the entry, by
 * people about themselves and about others.
 */
export const RECORDED: Readonly<Record<string, string>> = Object.freeze<Record<string, string>>({
  'GET /api/export': 'export',
  'GET /api/reports/:id/html': 'report.read',
  'GET /api/reports/:id/:format': 'report.taken',
  'GET /api/data/rejected/csv': 'rejected.taken',
  'POST /api/data/replay': 'rejected.replayed',
  'POST /api/saved': 'saved.added',
  'POST /api/saved/change': 'saved.changed',
  'POST /api/saved/remove': 'saved.removed',
  'POST /api/delivery/send': 'report.sent',
  'POST /api/delivery/test': 'report.tested',
  'POST /api/delivery/pause': 'schedule.paused',
  'POST /api/delivery/run': 'schedule.run',
  'POST /api/delivery/decide': 'part.decided',
  'POST /api/delivery/invite': 'recipient.invited',
})

/** Changes that `access` records itself. */
export const RECORDED_BY_ACCESS = /^POST \/api\/(entry|account|people)(\/|$)/

/** Posts that ask and change nothing. */
export const QUESTIONS: ReadonlySet<string> = new Set([
  'POST /api/query',
  'POST /api/rows',
  'POST /api/analyze',
  // each call of a tool is recorded where it is answered
  'POST /mcp',
])
