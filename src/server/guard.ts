import { timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Access, Pass } from '../access/index.ts'
import { RequestError } from '../base/index.ts'
import { sessionCookie } from './cookies.ts'
import { NEEDS, RECORDED, type Need } from './needs.ts'
import { callerOf, isOwnHost, isOwnPage, type Place } from './place.ts'
import { words } from './words.ts'

/** What routes know of a request that was let in. */
export interface Asked {
  Bindings: HttpBindings
  Variables: {
    /** by what somebody was let in; there behind every need but `probe`, `own-token` and `open` */
    pass: Pass
    /** what the record says of a request, beside who and what */
    done: { subject: string | null; detail: Readonly<Record<string, string>> }
  }
}

export interface Guarding {
  /** undefined where no person is let in: a worker or bot of its own */
  access: Pick<Access, 'entry' | 'audit'> | undefined
  place: Place
}

/** Of a template of Hono's, `GET /api/dashboards/:id`; undefined where only patterns match: files of the page, or nothing. */
export function routeOf(context: Context): string | undefined {
  const own = matchedRoutes(context).find(({ path }) => !path.includes('*'))
  return own && `${own.method} ${own.path}`
}

/**
 * Lets in who may: by the table of needs, and nobody where a route has none. What is to be recorded of a request stands in
 * the record before its answer leaves.
 */
export function guard({ access, place }: Guarding): MiddlewareHandler<Asked> {
  return async (context, next) => {
    const route = routeOf(context)
    const need = route !== undefined && Object.hasOwn(NEEDS, route) ? NEEDS[route] : undefined
    if (need === 'probe' || need === 'own-token') return next()
    if (!isOwnHost(context.req.header('host'), place)) return refuseStranger(context)
    if (route === undefined && !isProgram(context.req.path)) return next()
    if (!isOwnPage(context, place)) return refuseStranger(context)
    if (need !== 'open') {
      const pass = access && (await passOf(context, access.entry, place))
      if (!pass) throw new RequestError(words, 'signed_out')
      refuseUnless(context, pass, need)
      context.set('pass', pass)
    }
    if (context.req.method === 'POST') refuseForm(context)
    await next()
    context.header('cache-control', 'no-store')
    if (route !== undefined && context.res.ok) await record(context, route, access, place)
  }
}

/** Everything but the page's own files, which hold no data. */
const isProgram = (path: string): boolean => /^\/(api|mcp)(\/|$)/.test(path)

const refuseStranger = (context: Context): Response =>
  context.text(words.say('en', 'foreign_host'), 403, { 'cache-control': 'no-store' })

/** A token that is shown is what counts, even beside a cookie. */
async function passOf(context: Context, entry: Access['entry'], place: Place): Promise<Pass | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
  if (token !== undefined) return entry.token(token)
  const cookie = sessionCookie(context, place)
  return cookie ? entry.session(cookie) : undefined
}

function refuseUnless({ req }: Context, pass: Pass, need: Need | undefined): void {
  if (need === undefined) throw new RequestError(words, 'not_found', { what: 'API', id: req.path, hint: 'none' })
  if (need === 'session' && pass.by !== 'session') throw new RequestError(words, 'needs_session')
  const isAbility = need !== 'session' && need !== 'signed-in'
  if (isAbility && !(pass.scope as ReadonlySet<Need>).has(need)) throw new RequestError(words, 'forbidden')
  if (pass.by === 'session' && !['GET', 'HEAD'].includes(req.method) && !isEqual(req.header('x-csrf-token'), pass.csrf))
    throw new RequestError(words, 'csrf')
}

/** A form of another page can post text, and never JSON. */
function refuseForm({ req }: Context): void {
  if (!/^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '')) throw new RequestError(words, 'needs_json')
}

function isEqual(given: string | undefined, known: string | null): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(known ?? '')]
  return known !== null && one.length === other.length && timingSafeEqual(one, other)
}

async function record(context: Context<Asked>, route: string, access: Guarding['access'], place: Place): Promise<void> {
  const action = RECORDED[route]
  if (action === undefined || !access) return
  const { subject, detail } = context.get('done') ?? { subject: null, detail: {} }
  const { person, by } = context.get('pass')
  const { address } = callerOf(context, place)
  try {
    await access.audit.record({
      who: person.id,
      action,
      subject,
      detail: by === 'token' ? { ...detail, by } : detail,
      address,
    })
  } catch (error) {
    // what cannot be recorded does not leave
    await context.res.body?.cancel()
    throw error
  }
}
