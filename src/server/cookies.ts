import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isEncrypted, type Place } from './place.ts'

const OIDC_SECONDS = 600
const OIDC_PATH = '/api/entry/oidc'

/** Cookies are of a host, whatever its port: the name keeps two workspaces of one machine apart. */
const nameOf = (context: Context, place: Place, what: string): string => {
  if (isEncrypted(context, place)) return `__${what === 'session' ? 'Host' : 'Secure'}-svodka-${what}`
  return `svodka-${what}-${(context.env as Partial<HttpBindings>).incoming?.socket.localPort ?? ''}`
}

export const sessionCookie = (context: Context, place: Place): string | undefined =>
  getCookie(context, nameOf(context, place, 'session'))

/** `seconds` 0 removes it. */
export function keepSession(context: Context, place: Place, value: string, seconds: number): void {
  setCookie(context, nameOf(context, place, 'session'), value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isEncrypted(context, place),
    maxAge: seconds,
  })
}

/** What the browser keeps while somebody signs in elsewhere; taken back, it is removed. */
export function keepOidc(context: Context, place: Place, value: string, seconds = OIDC_SECONDS): void {
  setCookie(context, nameOf(context, place, 'oidc'), value, {
    httpOnly: true,
    // the provider sends the browser back from its own address
    sameSite: 'Lax',
    path: OIDC_PATH,
    secure: isEncrypted(context, place),
    maxAge: seconds,
  })
}

export function takeOidc(context: Context, place: Place): string | undefined {
  const kept = getCookie(context, nameOf(context, place, 'oidc'))
  keepOidc(context, place, '', 0)
  return kept
}
