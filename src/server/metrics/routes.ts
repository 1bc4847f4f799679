import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { isThisMachine, type Place } from '../place.ts'
import { isBearer } from '../token.ts'
import { words } from '../words.ts'
import type { Metrics, Watch } from './contract.ts'

/**
 * `GET /metrics`: with a token of its own, to whoever has it, also through a proxy; without one in the settings, only to
 * callers on this machine.
 */
export function metricsRoutes(
  { text }: Pick<Metrics, 'text'>,
  { token, place }: { token: string | undefined; place: Place },
): Hono {
  const metrics = new Hono()
  metrics.get('/metrics', async (context) => {
    const isAllowed =
      token === undefined ? isThisMachine(context, place) : isBearer(context.req.header('authorization'), token)
    if (!isAllowed) {
      if (token !== undefined) context.header('www-authenticate', 'Bearer')
      return context.text(words.say('en', token === undefined ? 'metrics_local' : 'metrics_token'), 401)
    }
    const told = await text()
    context.header('cache-control', 'no-store')
    return context.body(told.text, 200, { 'content-type': told.contentType })
  })
  return metrics
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** Counts every request under the template of its route, never under the path that was given. */
export const countRequests =
  (watch: Watch): MiddlewareHandler =>
  async (context, next) => {
    const startedAt = performance.now()
    await next()
    watch.requested({
      method: KNOWN_METHODS.has(context.req.method) ? context.req.method : 'other',
      route: templateOf(context),
      status: context.res.status,
      seconds: (performance.now() - startedAt) / 1000,
    })
  }

/** `/api/dashboards/:id`; `page` for the page and its files; `unknown` for addresses of the API that are none. */
function templateOf(context: Context): string {
  const own = matchedRoutes(context).find(({ path }) => !path.includes('*'))
  if (own) return own.path
  return context.req.path.startsWith('/api/') ? 'unknown' : 'page'
}
