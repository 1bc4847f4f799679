import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import {
  analyzeBody,
  localeQuery,
  queryBody,
  reportFormatSchema,
  reportQuery,
  rowsBody,
  valuesQuery,
} from '../api/index.ts'
import { ABILITIES, RequestError, type Locale, type Log } from '../base/index.ts'
import { accountRoutes } from './account-routes.ts'
import type { Doors, Program } from './contract.ts'
import { dataRoutes } from './data-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { fileAnswer } from './disposition.ts'
import { entryRoutes } from './entry-routes.ts'
import { exportRoutes } from './export-routes.ts'
import type { Asked } from './guard.ts'
import { NEEDS } from './needs.ts'
import { openapiRoutes } from './openapi.ts'
import { auditRoutes, peopleRoutes } from './people-routes.ts'
import type { Place } from './place.ts'
import { askerOf, bodyOf, failed, noteDone, parse } from './reading.ts'
import { savedRoutes } from './saved-routes.ts'
import { words } from './words.ts'

/** What the page asks: parse, call, present. Thin on purpose; meaning lives behind `Program`, and who may ask is the guard's. */
export function apiRoutes(program: Program, doors: Doors, place: Place, log: Log): Hono<Asked> {
  const api = new Hono<Asked>()
  api.onError((error, context) => failed(error, context, log))
  api.get('/app', async (context) => {
    const { scope, csrf } = context.get('pass')
    const about = await program.about(askerOf(context, localeOf(context)))
    return context.json({ ...about, may: ABILITIES.filter((ability) => scope.has(ability)), csrf })
  })
  api.get('/home', async (context) => context.json(await program.home(askerOf(context, localeOf(context)))))
  api.get('/catalog', async (context) => context.json(await program.catalog(askerOf(context, localeOf(context)))))
  api.get('/data', async (context) => context.json(await program.dataState(askerOf(context, localeOf(context)))))
  api.get('/reports', async (context) => context.json(await program.reports(askerOf(context, localeOf(context)))))
  api.get('/dashboards/:id', async (context) => {
    const asker = askerOf(context, localeOf(context))
    return context.json(await program.dashboard(context.req.param('id'), asker))
  })
  api.get('/values/:dimension', async (context) => {
    const { locale, search } = parse(valuesQuery, context.req.query())
    return context.json(await program.values(context.req.param('dimension'), search, askerOf(context, locale)))
  })
  api.post('/query', async (context) => {
    const { query, locale } = parse(queryBody, await bodyOf(context))
    return context.json(await program.query(query, askerOf(context, locale)))
  })
  api.post('/rows', async (context) => {
    const { rows, locale } = parse(rowsBody, await bodyOf(context))
    return context.json(await program.rows(rows, askerOf(context, locale)))
  })
  api.post('/analyze', async (context) => {
    const { analysis, settings, locale } = parse(analyzeBody, await bodyOf(context))
    return context.json(await program.analyze(analysis, settings, askerOf(context, locale)))
  })
  api.route('/export', exportRoutes(program, log))
  // read on the page by whoever sees figures; as a file it is taken away
  api.get('/reports/:id/html', async (context) => reportFile(context, program, context.req.param('id'), 'html'))
  api.get('/reports/:id/:format', async (context) => {
    const format = parse(reportFormatSchema, context.req.param('format'))
    return reportFile(context, program, context.req.param('id'), format)
  })
  api.route('/openapi.json', openapiRoutes(doors.version, NEEDS))
  api.route('/data', dataRoutes(program))
  api.route('/delivery', deliveryRoutes(program))
  api.route('/entry', entryRoutes(doors, place))
  api.route('/account', accountRoutes(doors, place))
  api.route('/people', peopleRoutes(doors.access, place))
  api.route('/audit', auditRoutes(doors.access))
  api.route('/saved', savedRoutes(doors))
  return api
}

const localeOf = (context: Context): Locale => parse(localeQuery, context.req.query()).locale

async function reportFile(
  context: Context<Asked>,
  program: Program,
  id: string,
  format: z.infer<typeof reportFormatSchema>,
): Promise<Response> {
  const { date, locale } = parse(reportQuery, context.req.query())
  const [first] = await program.report(id, { format, ...(date ? { date } : {}) }, askerOf(context, locale))
  if (!first) throw new RequestError(words, 'not_found', { what: 'report', id, hint: 'none' })
  noteDone(context, id, { format, date })
  return fileAnswer(context, first, format === 'html' ? 'inline' : 'attachment')
}
