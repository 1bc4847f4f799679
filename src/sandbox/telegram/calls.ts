import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultList } from '../faults.ts'
import { readBody } from './body.ts'
import { BAD_GATEWAY_PAGE, type TelegramFaultKind } from './faults.ts'
import { readAll } from './http.ts'
import type { BotDesk } from './methods/context.ts'
import { answerCall } from './methods/index.ts'
import { TelegramRefusal, type Refusal } from './refusal.ts'
import type { RequestBook, TelegramRequest } from './requests.ts'
import { SPEC, type MethodSpec } from './spec.ts'
import { checkCall } from './validate.ts'

/** A call that broke the API's description. */
export interface Violation {
  method: string
  description: string
  requestNumber: number
}

interface Answer {
  status: number
  text: string
  contentType?: string
  /** half of it goes out, then the connection is reset */
  isCut?: boolean
}

const METHODS_BY_LOWER_CASE = new Map(Object.entries(SPEC.methods).map(([name, spec]) => [name.toLowerCase(), spec]))

/** Answers calls of the Bot API over HTTP, laying faults over the right answers. */
export function createCallAnswerer(
  desk: BotDesk,
  faults: FaultList<TelegramRequest, TelegramFaultKind>,
  book: RequestBook,
  violations: Violation[],
) {
  const answer = async (
    incoming: IncomingMessage,
    bytes: Buffer,
    spec: MethodSpec,
    request: TelegramRequest,
    signal: AbortSignal,
  ): Promise<Answer | TelegramFaultKind> => {
    const query = new URL(incoming.url ?? '/', 'http://sandbox').searchParams
    const call = checkCall(spec, readBody(incoming.headers['content-type'] ?? '', bytes, query))
    request.values = call.values
    const chatId = Number(call.values['chat_id'] ?? Number.NaN)
    if (Number.isSafeInteger(chatId)) request.chatId = chatId
    const fault = faults.take(request, ({ kind }) => kind !== 'reset')
    if (fault?.kind === 'refusal') throw new TelegramRefusal(fault)
    if (fault?.kind === 'status') {
      return { status: fault.status, text: fault.body, ...(fault.contentType && { contentType: fault.contentType }) }
    }
    if (fault?.kind === 'hang') return fault
    const answering = answerCall(call, desk, signal)
    book.tell(request, 'waiting')
    const result = await answering
    request.isAccepted = true
    if (fault?.kind === 'accepted then 502') return { status: 502, text: BAD_GATEWAY_PAGE, contentType: 'text/html' }
    const right = { status: 200, text: JSON.stringify({ ok: true, result }) }
    return fault?.kind === 'accepted then cut' ? { ...right, isCut: true } : (fault ?? right)
  }

  return async (incoming: IncomingMessage, outgoing: ServerResponse, method: string): Promise<void> => {
    const request = book.begin(method)
    const left = new AbortController()
    outgoing.once('close', () => {
      left.abort()
      book.tell(request, 'over')
    })
    outgoing.once('finish', () => {
      request.isAnswered = true
    })
    if (faults.take(request, ({ kind }) => kind === 'reset')) {
      incoming.socket.resetAndDestroy()
      return book.tell(request, 'decided')
    }
    const bytes = await readAll(incoming)
    if (!bytes) return book.tell(request, 'decided')
    request.isComplete = true
    const spec = METHODS_BY_LOWER_CASE.get(method.toLowerCase())
    const given = await (spec
      ? answer(incoming, bytes, spec, request, left.signal).catch((error: unknown) => refused(error, request))
      : refused(new TelegramRefusal({ code: 404, description: 'Not Found: method not found' }, true), request))
    if ('text' in given) send(outgoing, request, given)
    book.tell(request, 'decided')
  }

  function refused(error: unknown, request: TelegramRequest): Answer {
    if (!(error instanceof TelegramRefusal)) throw error
    const { code, description } = error.refusal
    if (error.isViolation) violations.push({ method: request.method, description, requestNumber: request.number })
    return { status: code, text: refusalText(error.refusal) }
  }
}

/** A refusal as the Bot API writes it. */
export const refusalText = ({ code, description, parameters }: Refusal): string =>
  JSON.stringify({ ok: false, error_code: code, description, ...(parameters && { parameters }) })

function send(outgoing: ServerResponse, request: TelegramRequest, { status, text, contentType, isCut }: Answer): void {
  if (outgoing.destroyed) return
  const bytes = Buffer.from(text)
  request.status = status
  outgoing.writeHead(status, {
    'content-type': contentType ?? 'application/json',
    'content-length': bytes.length,
  })
  if (!isCut) return void outgoing.end(bytes)
  outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.socket?.resetAndDestroy())
}
