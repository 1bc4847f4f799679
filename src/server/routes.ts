import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { analyzeBody, localeQuery, localeSchema, queryBody, rowsBody } from '../api/index.ts'
import { ABILITIES, errorText, isDay, RequestError, SvodkaError, type Locale, type Log } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import { OWNER } from '../kit/index.ts'
import type { RenderedFile } from '../reports/index.ts'
import type { Program } from './contract.ts'
import { dataRoutes } from './data-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { disposition } from './disposition.ts'
import { exportRoutes } from './export-routes.ts'
import { words } from './words.ts'

const reportQuery = z.object({
  date: z.string().refine(isDay, { error: 'YYYY-MM-DD' }).optional(),
  locale: localeSchema,
})

const searchQuery = z.object({ locale: localeSchema, search: z.string().max(200).default('') })
const formatSchema = z.enum(['html', 'pdf', 'xlsx', 'md'])

/** What the page asks: parse, call, present. Thin on purpose; meaning lives behind `Program`. */
export function apiRoutes(program: Program, log: Log): Hono {
  const api = new Hono()
  api.onError((error, context) => failed(error, context, log))
  api.get('/app', async (context) =>
    context.json({
      ...(await program.about(asker(parse(localeQuery, context.req.query()).locale))),
      may: ABILITIES,
      csrf: null,
    }),
  )
  api.get('/home', async (context) =>
    context.json(await program.home(asker(parse(localeQuery, context.req.query()).locale))),
  )
  api.get('/catalog', async (context) =>
    context.json(await program.catalog(asker(parse(localeQuery, context.req.query()).locale))),
  )
  api.get('/data', async (context) =>
    context.json(await program.dataState(asker(parse(localeQuery, context.req.query()).locale))),
  )
  api.get('/reports', async (context) =>
    context.json(await program.reports(asker(parse(localeQuery, context.req.query()).locale))),
  )
  api.get('/dashboards/:id', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    return context.json(await program.dashboard(context.req.param('id'), asker(locale)))
  })
  api.get('/values/:dimension', async (context) => {
    const { locale, search } = parse(searchQuery, context.req.query())
    return context.json(await program.values(context.req.param('dimension'), search, asker(locale)))
  })
  api.post('/query', async (context) => {
    const { query, locale } = parse(queryBody, await body(context))
    return context.json(await program.query(query, asker(locale)))
  })
  api.post('/rows', async (context) => {
    const { rows, locale } = parse(rowsBody, await body(context))
    return context.json(await program.rows(rows, asker(locale)))
  })
  api.post('/analyze', async (context) => {
    const { analysis, settings, locale } = parse(analyzeBody, await body(context))
    return context.json(await program.analyze(analysis, settings, asker(locale)))
  })
  api.route('/export', exportRoutes(program, { asker, parse, parseJson }, log))
  api.get('/reports/:id/:format', async (context) => {
    const { date, locale } = parse(reportQuery, context.req.query())
    const format = parse(formatSchema, context.req.param('format'))
    const [first] = await program.report(context.req.param('id'), { format, ...(date ? { date } : {}) }, asker(locale))
    if (!first)
      throw new RequestError(words, 'not_found', { what: 'report', id: context.req.param('id'), hint: 'none' })
    return file(context, first, format === 'html' ? 'inline' : 'attachment')
  })
  api.route('/data', dataRoutes(program, { asker, parse, body, file }))
  api.route('/delivery', deliveryRoutes(program, { asker, parse, body }))
  api.all('*', (context) =>
    failed(new RequestError(words, 'not_found', { what: 'API', id: context.req.path, hint: 'none' }), context, log),
  )
  return api
}

/** Until people exist, everybody on this machine is the owner. */
const asker = (locale: Locale): Asker => ({ person: OWNER, locale })

function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const detail = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
  throw new RequestError(words, 'bad_request', { detail })
}

const body = async (context: Context): Promise<unknown> => parseJson(await context.req.text())

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestError(words, 'bad_request', { detail: error.message })
    throw error
  }
}

function file(context: Context, { name, mediaType, content }: RenderedFile, kind: 'inline' | 'attachment'): Response {
  context.header('content-type', mediaType)
  context.header('content-disposition', disposition(kind, name))
  return context.body(new Uint8Array(content))
}

function failed(error: unknown, context: Context, log: Log): Response {
  const locale: Locale = context.req.query('locale') === 'en' ? 'en' : 'ru'
  // an unexpected error of the process that holds the data says no more here than one of this process
  if (error instanceof SvodkaError && error.code !== 'internal') {
    const status = error.code === 'not_found' ? 404 : error.recovery === 'retry' ? 503 : 400
    return context.json({ error: { code: error.code, message: error.say(locale) } }, status)
  }
  log.error(
    { path: context.req.path, error: errorText(error, 'en'), stack: error instanceof Error ? error.stack : undefined },
    'request failed',
  )
  return context.json({ error: { code: 'internal', message: words.say(locale, 'internal') } }, 500)
}
