import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import { exportQuery, querySchema, rowsQuerySchema } from '../api/index.ts'
import { errorText, type Locale, type Log } from '../base/index.ts'
import type { Asker, Wanted } from '../figures/index.ts'
import type { StreamedFile } from '../reports/index.ts'
import type { Program } from './contract.ts'
import { disposition } from './disposition.ts'

/** Whoever takes nothing for so long is gone, though nobody said so. */
const PATIENCE_MILLISECONDS = 10 * 60_000

interface Tools {
  asker(locale: Locale): Asker
  parse<T>(schema: z.ZodType<T>, given: unknown): T
  parseJson(text: string): unknown
}

/** Files of all that a question finds, made while they are taken away. */
export function exportRoutes(program: Pick<Program, 'exported'>, tools: Tools, log: Log): Hono {
  const routes = new Hono()
  routes.get('/', async (context) => {
    const { as, locale, title, ...asked } = tools.parse(exportQuery, context.req.query())
    const file = await program.exported(wantedOf(asked, tools), title, as, tools.asker(locale))
    return streamedFile(context, file, log)
  })
  return routes
}

function wantedOf(asked: { query?: string | undefined; rows?: string | undefined }, tools: Tools): Wanted {
  return asked.rows === undefined
    ? { query: tools.parse(querySchema, tools.parseJson(asked.query ?? '')) }
    : { rows: tools.parse(rowsQuerySchema, tools.parseJson(asked.rows)) }
}

/**
 * The answer has no length: one that breaks off is no whole file, and the browser says so. It is not compressed either, for
 * packing would cost more than all the rest.
 */
export function streamedFile(
  context: Context,
  file: StreamedFile,
  log: Log,
  patienceMilliseconds = PATIENCE_MILLISECONDS,
): Response {
  context.header('content-type', file.mediaType)
  context.header('content-disposition', disposition('attachment', file.name))
  context.header('cache-control', 'no-store, no-transform')
  return context.body(streamOf(file, log, patienceMilliseconds))
}

function streamOf({ name, content }: StreamedFile, log: Log, patienceMilliseconds: number): ReadableStream<Uint8Array> {
  let patience: NodeJS.Timeout | undefined
  const stop = async (): Promise<void> => {
    clearTimeout(patience)
    await content.return?.()
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(patience)
      try {
        const { done, value } = await content.next()
        if (done) return controller.close()
        controller.enqueue(value)
        patience = setTimeout(() => {
          controller.error(new Error('nobody takes the file'))
          void stop()
        }, patienceMilliseconds).unref()
      } catch (error) {
        log.warn({ file: name, error: errorText(error, 'en') }, 'an export broke off')
        controller.error(error)
      }
    },
    cancel: stop,
  })
}
