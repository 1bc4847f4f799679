import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { StreamingApi } from 'hono/utils/stream'
import { errorText, LOCALES, SvodkaError, type Locale, type Log } from '../../base/index.ts'
import type { StreamedFile } from '../../reports/index.ts'
import type { Program } from '../contract.ts'
import type { Readiness } from '../contract.ts'
import { isThisMachine, type Place } from '../place.ts'
import { isBearer } from '../token.ts'
import { lineText, type LocalLine } from './frames.ts'
import { LOCAL_METHODS, streamsContent, tellsProgress, type LocalMethod } from './methods.ts'

/** well within what a client waits for the next byte */
const ALIVE_MILLISECONDS = 20_000
const PIECE_BYTES = 64 * 1024

interface LocalOptions {
  token: string
  ready: Readiness
  place: Place
}

/**
 * `POST /:method` with `{ arguments }` and the token of `data/server.json`: lines of JSON, with bytes between them.
 * `GET /` says to whoever has the token that this is the process of the file, and what it still waits for.
 */
export function localRoutes(program: Program, { token, ready, place }: LocalOptions, log: Log): Hono {
  const local = new Hono()
  local.use(async (context, next) => {
    const isAllowed = isThisMachine(context, place) && isBearer(context.req.header('authorization'), token)
    return isAllowed ? next() : context.json({ error: 'token' }, 401)
  })
  local.get('/', async (context) => context.json({ pid: process.pid, parts: await ready() }))
  local.post('/:method', async (context) => {
    const method = LOCAL_METHODS.find((name) => name === context.req.param('method'))
    if (!method) return context.json({ error: 'method' }, 404)
    const { arguments: given } = (await context.req.json()) as { arguments: unknown[] }
    return stream(context, async (answer) => {
      const write = async (line: LocalLine) => {
        const bytes: Uint8Array[] = []
        const text = lineText(line, bytes)
        for (const content of bytes) {
          await answer.writeln(lineText({ kind: 'bytes', length: content.length }, []))
          for (let at = 0; at < content.length; at += PIECE_BYTES)
            await answer.write(content.subarray(at, at + PIECE_BYTES))
        }
        await answer.writeln(text)
      }
      const alive = setInterval(() => void write({ kind: 'alive' }), ALIVE_MILLISECONDS)
      try {
        const tell = (event: unknown) => void write({ kind: 'progress', event })
        const result = await call(program, method, given, tell).finally(() => clearInterval(alive))
        if (streamsContent(method)) await writePieces(answer, result as StreamedFile)
        else await write({ kind: 'result', result })
      } catch (error) {
        const stack = error instanceof SvodkaError ? undefined : error instanceof Error ? error.stack : undefined
        log.warn({ method, error: errorText(error, 'en'), stack }, 'local request failed')
        await write(asLine(error))
      }
    })
  })
  return local
}

/** No faster than they are taken; whoever is gone takes no more. */
async function writePieces(answer: StreamingApi, { content, ...result }: StreamedFile): Promise<void> {
  try {
    await answer.writeln(lineText({ kind: 'opened', result }, []))
    for (let next = await content.next(); !next.done && !answer.aborted; next = await content.next()) {
      await answer.writeln(lineText({ kind: 'bytes', length: next.value.length }, []))
      await answer.write(next.value)
    }
    await answer.writeln(lineText({ kind: 'ended' }, []))
  } finally {
    await content.return?.()
  }
}

function call(
  program: Program,
  method: LocalMethod,
  given: readonly unknown[],
  tell: (event: unknown) => void,
): Promise<unknown> {
  // the caller is this very program with the same types; it proved so by the token
  const run = program[method] as (...all: unknown[]) => Promise<unknown>
  return run(...given, ...(tellsProgress(method) ? [tell] : []))
}

const asLine = (error: unknown): LocalLine => ({
  kind: 'error',
  code: error instanceof SvodkaError ? error.code : 'internal',
  recovery: error instanceof SvodkaError ? error.recovery : 'stop',
  ...(error instanceof SvodkaError ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
  message: Object.fromEntries(LOCALES.map((locale) => [locale, errorText(error, locale)])) as Record<Locale, string>,
})
