import { Hono, type Context } from 'hono'
import { z } from 'zod'
import {
  acceptBody,
  confirmBody,
  invitationQuery,
  localeQuery,
  signInBody,
  type EntryView,
  type InvitationView,
  type SignInView,
} from '../api/index.ts'
import type { NewSession } from '../access/index.ts'
import { RequestError, SvodkaError } from '../base/index.ts'
import type { Doors } from './contract.ts'
import { keepOidc, keepSession, sessionCookie, takeOidc } from './cookies.ts'
import type { Asked } from './guard.ts'
import { callerOf, ownPath, type Place } from './place.ts'
import { bodyOf, parse, parseJson } from './reading.ts'
import { words } from './words.ts'

/** what the provider's answer is checked against, and where to go on then */
const keptSchema = z.tuple([z.string(), z.string()])

/** `/api/entry`: the ways in, open to anybody. */
export function entryRoutes(doors: Doors, place: Place): Hono<Asked> {
  const { access, name, locale, sessionSeconds } = doors
  const routes = new Hono<Asked>()
  const letIn = (context: Context, { cookie }: NewSession): void => keepSession(context, place, cookie, sessionSeconds)
  routes.get('/', async (context) => {
    parse(localeQuery, context.req.query())
    const cookie = sessionCookie(context, place)
    const pass = cookie === undefined ? undefined : await access.entry.session(cookie)
    const view: EntryView = {
      name,
      locale,
      isOpen: await access.entry.isOpen(),
      isSignedIn: pass !== undefined,
      csrf: pass?.csrf ?? null,
      oidc: access.entry.oidc?.title ?? null,
    }
    return context.json(view)
  })
  routes.post('/sign-in', async (context) => {
    const { login, password } = parse(signInBody, await bodyOf(context))
    const given = await access.entry.signIn({ login, password }, callerOf(context, place))
    if (given.state === 'in') letIn(context, given.session)
    const view: SignInView = given.state === 'in' ? { state: 'in' } : { state: 'code', ticket: given.ticket }
    return context.json(view)
  })
  routes.post('/confirm', async (context) => {
    const { ticket, code } = parse(confirmBody, await bodyOf(context))
    letIn(context, await access.entry.confirm({ ticket, code }, callerOf(context, place)))
    return context.json({ state: 'in' } satisfies SignInView)
  })
  routes.get('/invitation', async (context) => {
    const { code } = parse(invitationQuery, context.req.query())
    const found: InvitationView | undefined = await access.entry.invitation(code, callerOf(context, place))
    if (!found) throw new RequestError(words, 'dead_link')
    return context.json(found)
  })
  routes.post('/accept', async (context) => {
    const { locale: _locale, ...given } = parse(acceptBody, await bodyOf(context))
    letIn(context, await access.entry.accept(given, callerOf(context, place)))
    return context.json({ state: 'in' } satisfies SignInView)
  })
  routes.post('/sign-out', async (context) => {
    await access.entry.signOut(context.get('pass'), callerOf(context, place))
    keepSession(context, place, '', 0)
    return context.json({ ok: true })
  })
  mountOidc(routes, doors, place, letIn)
  return routes
}

/** Sign-in elsewhere; what the provider sends back is worth something only beside what this browser kept. */
function mountOidc(
  routes: Hono<Asked>,
  { access }: Doors,
  place: Place,
  letIn: (context: Context, session: NewSession) => void,
): void {
  const back = (context: Context): string => {
    const { origin } = new URL(context.req.url)
    return `${place.url ?? origin}/api/entry/oidc/back`
  }
  routes.get('/oidc', async (context) => {
    const { oidc } = access.entry
    if (!oidc) throw new RequestError(words, 'no_oidc')
    const { url, kept } = await oidc.begin(back(context))
    keepOidc(context, place, JSON.stringify([kept, ownPath(context.req.query('next'))]))
    return context.redirect(url)
  })
  routes.get('/oidc/back', async (context) => {
    const { oidc } = access.entry
    const taken = takeOidc(context, place)
    if (!oidc || taken === undefined) return context.redirect('/sign-in?oidc=refused')
    const [kept, next] = parse(keptSchema, parseJson(taken))
    try {
      const address = `${back(context)}${new URL(context.req.url).search}`
      letIn(context, await oidc.finish(address, kept, callerOf(context, place)))
      return context.redirect(ownPath(next))
    } catch (error) {
      // a page, not JSON, is what a browser shows that was sent here
      if (error instanceof SvodkaError) return context.redirect(`/sign-in?oidc=${error.code}`)
      throw error
    }
  })
}
