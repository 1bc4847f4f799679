import { isIP } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Caller } from '../access/index.ts'

/** Where a process listens and how it is reached. */
export interface Place {
  /** the address of this machine: `127.0.0.1`, `0.0.0.0` for all */
  host: string
  /** how people reach it: `https://svodka.acme.ru`; undefined: on this machine only */
  url?: string | undefined
  /** whether the one proxy before it is believed about where people come from */
  trustProxy: boolean
}

export const THIS_MACHINE: Place = Object.freeze({ host: '127.0.0.1', trustProxy: false })

const LOOPBACK_NAME = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::'])
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']
const LONGEST_AGENT = 200

/** Where other processes of this machine reach one that listens at `host`. */
export const reachedAt = ({ host }: Place, port: number): string =>
  `http://${bracketed(EVERYWHERE.has(host) ? '127.0.0.1' : host)}:${port}`

/** Where a one-time code is used. */
export const welcomeLink = (origin: string, code: string): string =>
  `${origin}/welcome?code=${encodeURIComponent(code)}`

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** A name under which this machine itself is meant: a page elsewhere may have made a name of its own point here. */
function isMachineName(name: string, { host }: Place): boolean {
  return LOOPBACK_NAME.test(name) || (!EVERYWHERE.has(host) && name.replace(/:\d+$/, '') === bracketed(host))
}

export const isOwnHost = (name: string | undefined, place: Place): boolean =>
  name !== undefined && (isMachineName(name, place) || (place.url !== undefined && name === new URL(place.url).host))

/**
 * Whether a request comes from a page of ours, or from no page at all: the same address, not merely the same machine, for
 * another program's page on this machine is a stranger too.
 */
export function isOwnPage(context: Context, place: Place): boolean {
  const { req } = context
  const origin = req.header('origin')
  const site = req.header('sec-fetch-site')
  const isOwnOrigin = origin === undefined || origin === place.url || origin === `http://${req.header('host')}`
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none' || isOpenedAsPage(context)
  return isOwnOrigin && isOwnSite
}

/** Somebody followed a link: nothing is changed by that, and the page that had the link sees nothing of the answer. */
const isOpenedAsPage = ({ req }: Context): boolean =>
  req.method === 'GET' && req.header('sec-fetch-mode') === 'navigate' && req.header('sec-fetch-dest') === 'document'

/** From this machine itself, not handed on by a proxy here for somebody elsewhere. */
export function isThisMachine(context: Context, place: Place): boolean {
  const socket = (context.env as Partial<HttpBindings>).incoming?.socket
  const address = socket?.remoteAddress ?? ''
  const isHandedOn = PROXY_HEADERS.some((name) => context.req.header(name) !== undefined)
  const isHere = LOOPBACK.test(address) || address === socket?.localAddress
  return isHere && !isHandedOn && isMachineName(context.req.header('host') ?? '', place)
}

/** Whether what is said between browser and page stays between them. */
export const isEncrypted = (context: Context, { url, trustProxy }: Place): boolean =>
  url?.startsWith('https:') === true || (trustProxy && context.req.header('x-forwarded-proto') === 'https')

/** From where somebody asks. Of addresses that a proxy names, the last is the one that it saw itself. */
export function callerOf(context: Context, { trustProxy }: Place): Caller {
  const direct = (context.env as Partial<HttpBindings>).incoming?.socket.remoteAddress ?? ''
  const named = trustProxy ? (context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '') : ''
  return {
    address: (isIP(named) ? named : direct).replace(/^::ffff:(?=\d+\.)/, ''),
    agent: (context.req.header('user-agent') ?? '').slice(0, LONGEST_AGENT),
  }
}

/** A path of our own to go on to: never another place. */
export function ownPath(given: string | undefined): string {
  if (!given?.startsWith('/')) return '/'
  const base = 'http://own.invalid'
  const url = URL.canParse(given, base) ? new URL(given, base) : undefined
  return url?.origin === base ? `${url.pathname}${url.search}${url.hash}` : '/'
}
