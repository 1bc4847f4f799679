import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { serve, type ServerType } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { secureHeaders } from 'hono/secure-headers'
import { SvodkaError, type Log } from '../base/index.ts'
import type { Program } from './contract.ts'
import { localRoutes } from './local.ts'
import type { ServerFile } from './local-client.ts'
import { apiRoutes } from './routes.ts'
import { words } from './words.ts'

const HOST = '127.0.0.1'
const LARGEST_BODY_BYTES = 1_000_000
const PORTS_TRIED = 20

export interface ServerOptions {
  port: number
  /** take the next free port when this one is taken */
  mayMove: boolean
  /** built page: `dist/web` */
  page: string
  /** `data/server.json`, by which other commands find this server */
  serverFile: string
  /** what Telegram posts, checked by its own secret; reached through a proxy under any host name */
  webhook?: ((request: Request) => Promise<Response>) | undefined
}

export interface RunningServer {
  url: string
  close(): Promise<void>
}

/** Serves the page, its API and the local API on this machine only. */
export async function startServer(program: Program, options: ServerOptions, log: Log): Promise<RunningServer> {
  const token = randomBytes(32).toString('base64url')
  const app = makeApp(program, token, options, log)
  const { server, port } = await listen(app, options)
  const url = `http://${HOST}:${port}`
  const entry: ServerFile = { pid: process.pid, url, token }
  writeFileSync(options.serverFile, JSON.stringify(entry), { mode: 0o600 })
  log.info({ url }, 'listening')
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        rmSync(options.serverFile, { force: true })
        server.close((error) => (error ? reject(error) : resolve()))
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function makeApp(program: Program, token: string, { page, webhook }: ServerOptions, log: Log): Hono {
  const app = new Hono()
  const limited = bodyLimit({ maxSize: LARGEST_BODY_BYTES })
  if (webhook) app.post('/api/telegram', limited, (context) => webhook(context.req.raw))
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  )
  app.use(async (context, next) => {
    // a page elsewhere must not reach this one through a name of its own that points here (DNS rebinding), nor post to it
    const isForeign = !isOwnHost(context.req.header('host')) || !isOwnOrigin(context.req.header('origin'))
    if (isForeign) return context.text(words.say('en', 'foreign_host'), 403)
    return next()
  })
  app.use(compress())
  app.use(limited)
  app.route('/api/local', localRoutes(program, token, log))
  app.route('/api', apiRoutes(program, log))
  app.use('/assets/*', async (context, next) => {
    await next()
    context.header('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use(serveStatic({ root: page }))
  app.get('*', (context) => {
    const index = `${page}/index.html`
    return existsSync(index)
      ? context.html(readFileSync(index, 'utf8'))
      : context.text(words.say('en', 'page_missing'), 503)
  })
  return app
}

const isOwnHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '')
const isOwnOrigin = (origin: string | undefined): boolean =>
  origin === undefined || isOwnHost(origin.replace(/^http:\/\//, ''))

async function listen(app: Hono, { port, mayMove }: ServerOptions): Promise<{ server: ServerType; port: number }> {
  for (let candidate = port; candidate < port + PORTS_TRIED; candidate++) {
    const server = await tryListen(app, candidate)
    if (server) return { server, port: candidate }
    if (!mayMove) break
  }
  throw new SvodkaError(words, 'busy_port', { port: String(port), next: String(port + PORTS_TRIED) })
}

function tryListen(app: Hono, port: number): Promise<ServerType | undefined> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port }, () => resolve(server))
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
  })
}
