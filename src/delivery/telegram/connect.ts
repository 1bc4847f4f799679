import { EventEmitter, once } from 'node:events'
import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect as tcpConnect, isIP, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'

/** Nothing of a request has left: it may be tried again. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
}

/**
 * A connection to a server that stands, TLS included, on which nothing of a request was written yet.
 * @param proxy `http://`, `https://` or `socks5://`, with a name and password in it where it needs them
 * @throws {ConnectError}
 */
export async function openConnection(
  target: URL,
  proxy: string | undefined,
  seconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1000))])
  try {
    const below = proxy === undefined ? await direct(target, ended) : await throughProxy(target, new URL(proxy), ended)
    return target.protocol === 'https:' ? await secured(below, target.hostname, ended) : below
  } catch (error) {
    throw new ConnectError(reasonOf(error, ended), { cause: error })
  }
}

/** `ECONNREFUSED`, `ENOTFOUND`: what a person can look up; never an address with a password in it. */
export function reasonOf(error: unknown, signal?: AbortSignal): string {
  if (signal?.aborted && (signal.reason as Error | undefined)?.name === 'TimeoutError') return 'ETIMEDOUT'
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  const code = (error as { code?: unknown } | undefined)?.code
  if (typeof code === 'string') return code
  return error instanceof Error ? error.message : String(error)
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

function direct(target: URL, signal: AbortSignal): Promise<Socket> {
  return standing(tcpConnect({ host: bare(target.hostname), port: portOf(target), noDelay: true }), 'connect', signal)
}

function secured(below: Socket, hostname: string, signal: AbortSignal): Promise<Socket> {
  const host = bare(hostname)
  const socket = tlsConnect({ socket: below, ...(isIP(host) ? {} : { servername: host }), ALPNProtocols: ['http/1.1'] })
  return standing(socket, 'secureConnect', signal)
}

async function standing(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, event, { signal })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function throughProxy(target: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') return throughSocks(target, proxy, signal)
  const authority = `${target.hostname}:${portOf(target)}`
  const credentials = proxy.username && `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const ask = proxy.protocol === 'https:' ? httpsRequest : httpRequest
  const request = ask({
    host: bare(proxy.hostname),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    agent: false,
    signal,
    headers: {
      host: authority,
      ...(credentials && { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  })
  request.end()
  const [response, socket] = (await once(request, 'connect', { signal })) as [{ statusCode?: number }, Socket]
  if (response.statusCode === 200) return socket
  socket.destroy()
  throw new Error(`proxy: ${response.statusCode}`)
}

async function throughSocks(target: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const { SocksProxyAgent } = await import('socks-proxy-agent')
  // the name is resolved by the proxy: where a proxy is needed, names often do not resolve
  const agent = new SocksProxyAgent(proxy.href.replace(/^socks5:/, 'socks5h:'))
  const connecting = agent.connect(new EventEmitter() as ClientRequest, {
    host: bare(target.hostname),
    port: portOf(target),
    secureEndpoint: false,
  })
  const socket = await Promise.race([connecting, aborted(signal)])
  if (socket) return socket
  connecting.then(
    (late) => late.destroy(),
    () => undefined,
  )
  throw new Error('ETIMEDOUT')
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort')
  return undefined
}
