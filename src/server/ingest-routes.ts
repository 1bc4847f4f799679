import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Inbox } from '../ingest/index.ts'

/**
 * Records that others post, by whatever name they reach this machine; each source's own token is what lets them in. No other
 * method is answered here, so that a page elsewhere is never told that it may post.
 */
export function ingestRoutes(inbox: Pick<Inbox, 'receive'>): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>()
  routes.post('/:source/:stream', async ({ req, env }) => {
    const { source, stream } = req.param()
    const { status, body, headers } = await inbox.receive({
      source,
      stream,
      headers: env.incoming.headers,
      body: env.incoming,
    })
    return new Response(body, {
      status,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    })
  })
  return routes
}
