import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import type { FaultKind, FaultList, SandboxRequest } from './faults.ts'

/** What a stand-in answers before faults are laid over it. `body` undefined: an empty body. */
export interface SandboxAnswer {
  status: number
  body?: unknown
  /** what is sent instead of `body` where the vendor answers no JSON; its type goes into `headers` */
  text?: string
  headers?: Readonly<Record<string, string>>
}

export interface SandboxServer {
  /** `http://127.0.0.1:port` */
  url: string
  /** every request so far, oldest first */
  requests: readonly SandboxRequest[]
  close(): Promise<void>
}

export type Answerer = (request: SandboxRequest, headers: IncomingMessage['headers']) => SandboxAnswer

/** Serves a stand-in on loopback: real HTTP, the stand-in's own clock in `date`, faults as they are switched on. */
export async function startSandboxServer(answer: Answerer, faults: FaultList, now: () => Date): Promise<SandboxServer> {
  const requests: SandboxRequest[] = []
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming)
    const url = new URL(incoming.url ?? '/', 'http://sandbox')
    const request: SandboxRequest = {
      number: requests.length + 1,
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      search: url.search,
      body,
      at: now(),
    }
    requests.push(request)
    const fault = faults.take(request)
    send(outgoing, spoiled(answer(request, incoming.headers), fault, request), fault, now())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function spoiled(right: SandboxAnswer, fault: FaultKind | undefined, request: SandboxRequest): SandboxAnswer {
  if (fault?.kind === 'body') return { ...right, body: fault.change(right.body, request) }
  if (fault?.kind !== 'status') return right
  const retry = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
  const said = fault.text === undefined ? { body: fault.body } : { text: fault.text }
  return { status: fault.status, ...said, headers: retry }
}

const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>'

function send(outgoing: ServerResponse, answer: SandboxAnswer, fault: FaultKind | undefined, at: Date): void {
  if (fault?.kind === 'hang') return
  const isPage = fault?.kind === 'html'
  const text = isPage ? LOGIN_PAGE : (answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)))
  const bytes = Buffer.from(text)
  outgoing.sendDate = false
  outgoing.writeHead(isPage ? 200 : answer.status, {
    date: at.toUTCString(),
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...answer.headers,
  })
  if (fault?.kind !== 'reset') return void outgoing.end(bytes)
  outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.socket?.resetAndDestroy())
}
