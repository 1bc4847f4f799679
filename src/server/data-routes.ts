import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import {
  lineageQuery,
  localeQuery,
  rejectedFileQuery,
  rejectedQuery,
  replayBody,
  runsQuery,
  whyQuery,
} from '../api/index.ts'
import type { Locale } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import type { RenderedFile } from '../reports/index.ts'
import type { DataProgram } from './contract.ts'

interface Reading {
  asker(locale: Locale): Asker
  parse<T>(schema: z.ZodType<T>, given: unknown): T
  body(context: Context): Promise<unknown>
  file(context: Context, file: RenderedFile, disposition: 'inline' | 'attachment'): Response
}

/** `/api/data/…`: how rows came, what did not fit, what figures are made of and why they changed. */
export function dataRoutes(program: DataProgram, { asker, parse, body, file }: Reading): Hono {
  const data = new Hono()
  data.get('/runs', async (context) => {
    const { before, locale } = parse(runsQuery, context.req.query())
    return context.json(await program.loadRuns(before, asker(locale)))
  })
  data.get('/runs/:id/log', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    return context.json(await program.runLog(context.req.param('id'), asker(locale)))
  })
  data.get('/rejected', async (context) => {
    const { locale, ...filter } = parse(rejectedQuery, context.req.query())
    return context.json(await program.rejected(filter, asker(locale)))
  })
  data.get('/rejected/csv', async (context) => {
    const { locale, ...filter } = parse(rejectedFileQuery, context.req.query())
    return file(context, await program.rejectedFile(filter, asker(locale)), 'attachment')
  })
  data.post('/replay', async (context) => {
    const { locale, source, stream } = parse(replayBody, await body(context))
    return context.json(await program.replay(source, stream, asker(locale)))
  })
  data.get('/lineage', async (context) => {
    const { metric, locale } = parse(lineageQuery, context.req.query())
    return context.json(await program.lineage(metric, asker(locale)))
  })
  data.get('/why', async (context) => {
    const { locale, ...request } = parse(whyQuery, context.req.query())
    return context.json(await program.why(request, asker(locale)))
  })
  return data
}
