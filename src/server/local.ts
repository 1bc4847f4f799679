import { timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { streamText } from 'hono/streaming'
import { errorText, LOCALES, SvodkaError, type Locale, type Log } from '../base/index.ts'
import type { Program } from './contract.ts'

/** What another command of the same machine may ask of the running server; `sync` also tells its progress. */
export const LOCAL_METHODS = [
  'query',
  'analyze',
  'rows',
  'report',
  'schema',
  'check',
  'sync',
  'deliveryState',
  'previewSend',
  'sendReport',
  'testSend',
  'inviteRecipient',
  'publish',
] as const
export type LocalMethod = (typeof LOCAL_METHODS)[number]

/** One line of an answer: progress while it goes on, then the result or the error in both languages. */
export type LocalLine =
  | { kind: 'progress'; event: unknown }
  | { kind: 'result'; result: unknown }
  | { kind: 'error'; code: string; recovery: string; message: Record<Locale, string> }

/** `POST /:method` with `{ arguments }` and the token of `data/server.json`; answers lines of JSON. */
export function localRoutes(program: Program, token: string, log: Log): Hono {
  const local = new Hono()
  local.use(async (context, next) => {
    if (!isToken(context.req.header('authorization') ?? '', `Bearer ${token}`))
      return context.json({ error: 'token' }, 401)
    return next()
  })
  local.post('/:method', async (context) => {
    const method = LOCAL_METHODS.find((name) => name === context.req.param('method'))
    if (!method) return context.json({ error: 'method' }, 404)
    const { arguments: given } = (await context.req.json()) as { arguments: unknown[] }
    return streamText(context, async (stream) => {
      const write = (line: LocalLine) => stream.writeln(JSON.stringify(line, bytesAsText))
      try {
        const tell = (event: unknown) => void write({ kind: 'progress', event })
        await write({ kind: 'result', result: await call(program, method, given, tell) })
      } catch (error) {
        log.warn({ method, error: errorText(error, 'en') }, 'local request failed')
        await write(asLine(error))
      }
    })
  })
  return local
}

function isToken(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function call(
  program: Program,
  method: LocalMethod,
  given: readonly unknown[],
  tell: (event: unknown) => void,
): Promise<unknown> {
  // the caller is this very program with the same types; it proved so by the token
  const run = program[method] as (...all: unknown[]) => Promise<unknown>
  return run(...given, ...(method === 'sync' ? [tell] : []))
}

const asLine = (error: unknown): LocalLine => ({
  kind: 'error',
  code: error instanceof SvodkaError ? error.code : 'internal',
  recovery: error instanceof SvodkaError ? error.recovery : 'stop',
  message: Object.fromEntries(LOCALES.map((locale) => [locale, errorText(error, locale)])) as Record<Locale, string>,
})

const bytesAsText = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value

/** Bytes that `localRoutes` wrote as base64 come back as bytes. */
export const textAsBytes = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && typeof (value as { base64?: unknown }).base64 === 'string'
    ? new Uint8Array(Buffer.from((value as { base64: string }).base64, 'base64'))
    : value
