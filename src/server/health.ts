import { Hono, type Context } from 'hono'
import type { Locale } from '../base/index.ts'
import type { Readiness, Role } from './contract.ts'
import { isThisMachine, type Place } from './place.ts'
import { isBearer } from './token.ts'

/**
 * `/healthz`: this process is up. `/readyz`: it has all that its work needs (200), or not (503). What it waits for is named to
 * this machine and to whoever shows the token of `/metrics`, in the language of `?locale=`, English without.
 */
export function healthRoutes(role: Role, ready: Readiness, asked: { token: string | undefined; place: Place }): Hono {
  const health = new Hono()
  const isTold = (context: Context): boolean =>
    isThisMachine(context, asked.place) ||
    (asked.token !== undefined && isBearer(context.req.header('authorization'), asked.token))
  health.get('/healthz', (context) => context.json({ up: true }))
  health.get('/api/health', (context) => context.json({ up: true }))
  health.get('/readyz', async (context) => {
    const locale: Locale = context.req.query('locale') === 'ru' ? 'ru' : 'en'
    const parts = await ready()
    const isReady = parts.every((part) => part.isReady)
    const view = parts.map(({ part, isReady: ok, message }) => ({ part, ready: ok, message: message[locale] }))
    context.header('cache-control', 'no-store')
    const told = isTold(context) ? { ready: isReady, role, parts: view } : { ready: isReady }
    return context.json(told, isReady ? 200 : 503)
  })
  return health
}
