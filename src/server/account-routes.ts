import { Hono } from 'hono'
import {
  localeQuery,
  passwordBody,
  revokeBody,
  sessionsEndBody,
  tokenBody,
  totpBeginBody,
  totpFinishBody,
} from '../api/index.ts'
import type { Doors } from './contract.ts'
import { keepSession } from './cookies.ts'
import type { Asked } from './guard.ts'
import { callerOf, type Place } from './place.ts'
import { bodyOf, parse } from './reading.ts'

/** `/api/account`: what somebody who signed in does about themselves. */
export function accountRoutes({ access: { account }, sessionSeconds }: Doors, place: Place): Hono<Asked> {
  const routes = new Hono<Asked>()
  routes.get('/', async (context) => {
    parse(localeQuery, context.req.query())
    return context.json(await account.view(context.get('pass')))
  })
  routes.post('/password', async (context) => {
    const { old, password } = parse(passwordBody, await bodyOf(context))
    const { cookie } = await account.changePassword(context.get('pass'), { old, password }, callerOf(context, place))
    keepSession(context, place, cookie, sessionSeconds)
    return context.json({ ok: true })
  })
  routes.post('/totp/begin', async (context) => {
    const { password } = parse(totpBeginBody, await bodyOf(context))
    return context.json(await account.beginTotp(context.get('pass'), { password }))
  })
  routes.post('/totp/finish', async (context) => {
    const { code } = parse(totpFinishBody, await bodyOf(context))
    const recoveryCodes = await account.finishTotp(context.get('pass'), { code }, callerOf(context, place))
    return context.json({ recoveryCodes })
  })
  routes.post('/totp/remove', async (context) => {
    const { password } = parse(totpBeginBody, await bodyOf(context))
    await account.removeTotp(context.get('pass'), { password }, callerOf(context, place))
    return context.json({ ok: true })
  })
  routes.post('/sessions/end', async (context) => {
    const { which } = parse(sessionsEndBody, await bodyOf(context))
    await account.endSessions(context.get('pass'), which, callerOf(context, place))
    return context.json({ ok: true })
  })
  routes.post('/tokens', async (context) => {
    const { name, scope, days } = parse(tokenBody, await bodyOf(context))
    return context.json(await account.makeToken(context.get('pass'), { name, scope, days }, callerOf(context, place)))
  })
  routes.post('/tokens/revoke', async (context) => {
    const { id } = parse(revokeBody, await bodyOf(context))
    await account.revokeToken(context.get('pass'), id, callerOf(context, place))
    return context.json({ ok: true })
  })
  return routes
}
