import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { serve, type ServerType } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { secureHeaders } from 'hono/secure-headers'
import { RequestError, SvodkaError, type Log } from '../base/index.ts'
import type { Inbox } from '../ingest/index.ts'
import { limitConnections, PATIENCE } from './connections.ts'
import type { Doors, Program, Readiness, Role } from './contract.ts'
import { guard, type Asked } from './guard.ts'
import { healthRoutes } from './health.ts'
import { ingestRoutes } from './ingest-routes.ts'
import { localRoutes, readServerFile, type ServerFile } from './local/index.ts'
import { countRequests, metricsRoutes, type Metrics } from './metrics/index.ts'
import { mcpRoutes, type McpCaller } from './mcp/index.ts'
import { callerOf, reachedAt, THIS_MACHINE, type Place } from './place.ts'
import { failed } from './reading.ts'
import { apiRoutes } from './routes.ts'
import { words } from './words.ts'

const HSTS = 'max-age=31536000'
const LARGEST_BODY_BYTES = 1_000_000
const PORTS_TRIED = 20

export interface ServerOptions {
  port: number
  /** take the next free port when this one is taken */
  mayMove: boolean
  role: Role
  /** where it listens and how it is reached; only on this machine when absent */
  place?: Place
  /** how long a request may take to come; as long as `PATIENCE` says when absent */
  patience?: typeof PATIENCE
  /** the page and its API, behind its doors: `page` is the folder of the built page, `dist/web` */
  web?: { program: Program; page: string; doors: Doors }
  /** the local API, by which other processes of this machine ask this one */
  local?: { program: Program }
  /** `data/server.json`, by which other processes find this one */
  serverFile: string
  /** what this process needs, and whether it is there */
  ready: Readiness
  metrics: Pick<Metrics, 'watch' | 'text'>
  /** who reads `/metrics` shows it; without one, only this machine may */
  metricsToken?: string | undefined
  /** what Telegram posts, checked by its own secret; reached through a proxy under any host name */
  webhook?: ((request: Request) => Promise<Response>) | undefined
  /** what takes records that others post, each source by its own token; reached through a proxy as well */
  inbox?: Pick<Inbox, 'receive'> | undefined
}

export interface RunningServer {
  url: string
  close(): Promise<void>
}

/** Serves what this process is for: the page, the local API, its health and figures. */
export async function startServer(options: ServerOptions, log: Log): Promise<RunningServer> {
  const token = randomBytes(32).toString('base64url')
  const app = makeApp(token, options, log)
  const { server, port } = await listen(app, options)
  const url = reachedAt(options.place ?? THIS_MACHINE, port)
  const entry: ServerFile = { pid: process.pid, url, token }
  writeWhole(options.serverFile, JSON.stringify(entry))
  log.info({ url, role: options.role }, 'listening')
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        // another may have been started here meanwhile
        if (readServerFile(options.serverFile)?.token === token) rmSync(options.serverFile, { force: true })
        server.close((error) => (error ? reject(error) : resolve()))
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

/** Whoever reads meanwhile finds the file of before or this one, never half of one. */
function writeWhole(path: string, content: string): void {
  writeFileSync(`${path}.part`, content, { mode: 0o600 })
  renameSync(`${path}.part`, path)
}

/** Every route of a process. The guard comes before all of them: none is answered that its table does not name. */
export function makeApp(token: string, options: ServerOptions, log: Log): Hono<Asked> {
  const { role, place = THIS_MACHINE, web, local, ready, metrics, metricsToken, webhook, inbox } = options
  const app = new Hono<Asked>()
  app.onError((error, context) => failed(error, context, log))
  app.use(countRequests(metrics.watch))
  app.use(guard({ access: web?.doors.access, place }))
  app.route('/', metricsRoutes(metrics, { token: metricsToken, place }))
  app.route('/', healthRoutes(role, ready, { token: metricsToken, place }))
  // the rest of the body stays unread, so nothing more may come over this connection
  const tooLarge = (context: Context) => context.text('Payload Too Large', 413, { connection: 'close' })
  const limited = bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: tooLarge })
  if (webhook) app.post('/api/telegram', limited, (context) => webhook(context.req.raw))
  if (inbox) app.route('/api/ingest', ingestRoutes(inbox))
  app.use(securityHeaders(place))
  app.use(limited)
  // not compressed: progress is told as it happens, and the bytes go no further than this machine
  if (local) app.route('/api/local', localRoutes(local.program, { token, ready, place }, log))
  app.use(compress())
  if (web) mountPage(app, web, place, log)
  return app
}

const securityHeaders = ({ url }: Place) =>
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
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    strictTransportSecurity: url?.startsWith('https:') ? HSTS : false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
  })

function mountPage(
  app: Hono<Asked>,
  { program, page, doors }: NonNullable<ServerOptions['web']>,
  place: Place,
  log: Log,
) {
  app.route('/api', apiRoutes(program, doors, place, log))
  app.route(
    '/mcp',
    mcpRoutes(program, (context) => mcpCaller(context, doors, place), log),
  )
  app.use('/assets/*', async (context, next) => {
    await next()
    if (context.res.ok) context.header('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use(serveStatic({ root: page, precompressed: true }))
  app.get('*', (context) => {
    // a file of an older page: what stood here instead would be kept for a year
    if (context.req.path.startsWith('/assets/')) return context.text('Not Found', 404)
    const index = `${page}/index.html`
    return existsSync(index)
      ? context.html(readFileSync(index, 'utf8'))
      : context.text(words.say('en', 'page_missing'), 503)
  })
}

/** A program of somebody's, which shows a token; a browser that merely has a cookie is no such program. */
function mcpCaller(context: Context<Asked>, { access }: Doors, place: Place): McpCaller {
  const { person, by } = context.get('pass')
  if (by !== 'token') throw new RequestError(words, 'needs_token')
  const { address } = callerOf(context, place)
  const record: McpCaller['record'] = (tool, subject) =>
    access.audit.record({ who: person.id, action: `mcp.${tool}`, subject, detail: { by }, address })
  return { person, record }
}

async function listen(
  app: Hono<Asked>,
  { port, mayMove, place = THIS_MACHINE, patience = PATIENCE }: ServerOptions,
): Promise<{ server: ServerType; port: number }> {
  for (let candidate = port; candidate < port + PORTS_TRIED; candidate++) {
    const server = await tryListen(app, candidate, place, patience)
    if (server) return { server, port: candidate }
    if (!mayMove) break
  }
  throw new SvodkaError(words, 'busy_port', { port: String(port), next: String(port + PORTS_TRIED) })
}

function tryListen(
  app: Hono<Asked>,
  port: number,
  { host, trustProxy }: Place,
  patience: typeof PATIENCE,
): Promise<ServerType | undefined> {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, hostname: host, port, serverOptions: { ...patience } }
    const server = serve(options, () => resolve(server))
    // behind a proxy everybody comes from its address
    if (!trustProxy) limitConnections(server)
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
  })
}
