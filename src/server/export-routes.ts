import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { exportQuery, querySchema, rowsQuerySchema } from '../api/index.ts'
import { errorText, type Log } from '../base/index.ts'
import type { Wanted } from '../figures/index.ts'
import type { StreamedFile } from '../reports/index.ts'
import type { Program } from './contract.ts'
import { disposition } from './disposition.ts'
import type { Asked } from './guard.ts'
import { askerOf, noteDone, parse, parseJson } from './reading.ts'

/** Whoever takes nothing for so long is gone, though nobody said so. */
const PATIENCE_MILLISECONDS = 10 * 60_000

/** Files of all that a question finds, made while they are taken away. */
export function exportRoutes(program: Pick<Program, 'exported'>, log: Log): Hono<Asked> {
  const routes = new Hono<Asked>()
  routes.get('/', async (context) => {
    const { as, locale, title, ...asked } = parse(exportQuery, context.req.query())
    const wanted = wantedOf(asked)
    const metrics = 'query' in wanted ? wanted.query.metrics.join(', ') : wanted.rows.metric
    noteDone(context, title, { as, metrics, rows: 'rows' in wanted ? 'yes' : undefined })
    const file = await program.exported(wanted, title, as, askerOf(context, locale))
    return streamedFile(context, file, log)
  })
  return routes
}

function wantedOf(asked: { query?: string | undefined; rows?: string | undefined }): Wanted {
  return asked.rows === undefined
    ? { query: parse(querySchema, parseJson(asked.query ?? '')) }
    : { rows: parse(rowsQuerySchema, parseJson(asked.rows)) }
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
  // left to itself, the HTTP library would write the error behind the rows and end the answer as if it were whole
  const hangUp = (): void => void (context.env as HttpBindings).outgoing.destroy()
  return context.body(streamOf(file, { log, hangUp, patienceMilliseconds }))
}

interface Line {
  log: Log
  hangUp(): void
  patienceMilliseconds: number
}

function streamOf(
  { name, content }: StreamedFile,
  { log, hangUp, patienceMilliseconds }: Line,
): ReadableStream<Uint8Array> {
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
          hangUp()
          void stop()
        }, patienceMilliseconds).unref()
      } catch (error) {
        log.warn({ file: name, error: errorText(error, 'en') }, 'an export broke off')
        hangUp()
        controller.close()
      }
    },
    cancel: stop,
  })
}
