import { Hono } from 'hono'
import {
  lineageQuery,
  localeQuery,
  rejectedFileQuery,
  rejectedQuery,
  replayBody,
  runsQuery,
  whyQuery,
} from '../api/index.ts'
import type { DataProgram } from './contract.ts'
import { fileAnswer } from './disposition.ts'
import type { Asked } from './guard.ts'
import { askerOf, bodyOf, noteDone, parse } from './reading.ts'

/** `/api/data/…`: how rows came, what did not fit, what figures are made of and why they changed. */
export function dataRoutes(program: DataProgram): Hono<Asked> {
  const data = new Hono<Asked>()
  data.get('/runs', async (context) => {
    const { before, locale } = parse(runsQuery, context.req.query())
    return context.json(await program.loadRuns(before, askerOf(context, locale)))
  })
  data.get('/runs/:id/log', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    return context.json(await program.runLog(context.req.param('id'), askerOf(context, locale)))
  })
  data.get('/rejected', async (context) => {
    const { locale, ...filter } = parse(rejectedQuery, context.req.query())
    return context.json(await program.rejected(filter, askerOf(context, locale)))
  })
  data.get('/rejected/csv', async (context) => {
    const { locale, ...filter } = parse(rejectedFileQuery, context.req.query())
    noteDone(context, filter.source ?? null, { stream: filter.stream })
    return fileAnswer(context, await program.rejectedFile(filter, askerOf(context, locale)), 'attachment')
  })
  data.post('/replay', async (context) => {
    const { locale, source, stream } = parse(replayBody, await bodyOf(context))
    noteDone(context, source, { stream })
    return context.json(await program.replay(source, stream, askerOf(context, locale)))
  })
  data.get('/lineage', async (context) => {
    const { metric, locale } = parse(lineageQuery, context.req.query())
    return context.json(await program.lineage(metric, askerOf(context, locale)))
  })
  data.get('/why', async (context) => {
    const { locale, ...request } = parse(whyQuery, context.req.query())
    return context.json(await program.why(request, askerOf(context, locale)))
  })
  return data
}
