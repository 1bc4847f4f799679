import { Hono } from 'hono'
import type { Locale } from '../base/index.ts'
import type { Readiness, Role } from './contract.ts'

/**
 * `/healthz`: this process is up. `/readyz`: it has all that its work needs (200), or what it waits for is named (503);
 * sentences in the language of `?locale=`, English without.
 */
export function healthRoutes(role: Role, ready: Readiness): Hono {
  const health = new Hono()
  health.get('/healthz', (context) => context.json({ up: true }))
  health.get('/api/health', (context) => context.json({ up: true }))
  health.get('/readyz', async (context) => {
    const locale: Locale = context.req.query('locale') === 'ru' ? 'ru' : 'en'
    const parts = await ready()
    const isReady = parts.every((part) => part.isReady)
    const view = parts.map(({ part, isReady: ok, message }) => ({ part, ready: ok, message: message[locale] }))
    context.header('cache-control', 'no-store')
    return context.json({ ready: isReady, role, parts: view }, isReady ? 200 : 503)
  })
  return health
}
