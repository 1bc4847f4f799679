import { Hono } from 'hono'
import {
  auditQuery,
  localeQuery,
  personAddBody,
  personChangeBody,
  personInviteBody,
  personRemoveBody,
  revokeBody,
  type PeopleView,
} from '../api/index.ts'
import { describeRoles, type Access } from '../access/index.ts'
import type { Asked } from './guard.ts'
import { welcomeLink, type Place } from './place.ts'
import { bodyOf, parse } from './reading.ts'

const SHOWN_ENTRIES = 100

/** `/api/people`: everybody who may come in; changed by whoever may, each change first as a dry run if they like. */
export function peopleRoutes({ people, roles }: Pick<Access, 'people' | 'roles'>, place: Place): Hono<Asked> {
  const routes = new Hono<Asked>()
  routes.get('/', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    const view: PeopleView = {
      people: await people.list(),
      roles: describeRoles(roles, locale),
      tokens: await people.tokens(),
    }
    return context.json(view)
  })
  routes.post('/add', async (context) => {
    const { person, isDry } = parse(personAddBody, await bodyOf(context))
    return context.json(await people.add(person, context.get('pass').person, isDry))
  })
  routes.post('/change', async (context) => {
    const { login, change, isDry } = parse(personChangeBody, await bodyOf(context))
    return context.json(await people.change(login, change, context.get('pass').person, isDry))
  })
  routes.post('/remove', async (context) => {
    const { login, isDry } = parse(personRemoveBody, await bodyOf(context))
    return context.json(await people.remove(login, context.get('pass').person, isDry))
  })
  routes.post('/invite', async (context) => {
    const { login } = parse(personInviteBody, await bodyOf(context))
    const { code, kind, validUntil } = await people.invite(login, context.get('pass').person)
    const origin = place.url ?? new URL(context.req.url).origin
    return context.json({ link: welcomeLink(origin, code), kind, validUntil })
  })
  routes.post('/tokens/revoke', async (context) => {
    const { id } = parse(revokeBody, await bodyOf(context))
    await people.revokeToken(id, context.get('pass').person)
    return context.json({ ok: true })
  })
  return routes
}

/** `/api/audit`: who did what, newest first. */
export function auditRoutes({ audit }: Pick<Access, 'audit'>): Hono<Asked> {
  const routes = new Hono<Asked>()
  routes.get('/', async (context) => {
    const { who, action, before } = parse(auditQuery, context.req.query())
    const filter = { ...(who && { who }), ...(action && { action }), ...(before && { before }) }
    return context.json(await audit.list({ ...filter, limit: SHOWN_ENTRIES }))
  })
  return routes
}
