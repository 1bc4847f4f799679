import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { API, type Route } from '../../src/api/index.ts'
import { requestOf } from '../../src/web/api/request.ts'
import { SELLER, serveApi, TILL_TOKEN, type ServedApi } from './served.ts'
import { ELSEWHERE, STEPS, type Step } from './steps.ts'

/* A whole workspace over HTTP: what it takes and answers is what the table of routes says, for its administrator and for others. */

const ROUTES = new Map<string, Route>(Object.values(API).flatMap((table) => Object.entries<Route>(table)))

let served: ServedApi
beforeAll(async () => {
  served = await serveApi()
})
afterAll(() => served.close())

const ask = ({ route }: Pick<Step, 'route'>, given: Readonly<Record<string, unknown>>, headers = headersOf(route)) => {
  const { method, address, body } = requestOf(route, given)
  return fetch(served.url + address, { method, headers, ...(body !== undefined && { body }) })
}

const headersOf = (route: string): Record<string, string> =>
  route.includes('/ingest/')
    ? { authorization: `Bearer ${TILL_TOKEN}`, 'content-type': 'application/json' }
    : { ...served.headers }

async function tokenFor(headers: Readonly<Record<string, string>>, scope: readonly string[]): Promise<string> {
  const given = { name: `for ${scope.join()}`, scope, days: 1, locale: 'en' }
  const answer = await ask({ route: 'POST /api/account/tokens' }, given, { ...headers })
  const { secret } = (await answer.json()) as { secret: string }
  return secret
}

/** A session of the seller, who comes in by a link. */
async function seller(): Promise<Readonly<Record<string, string>>> {
  const invited = await ask({ route: 'POST /api/people/invite' }, { login: 'pavel', locale: 'en' })
  const { link } = (await invited.json()) as { link: string }
  const given = { code: new URL(link).searchParams.get('code'), password: 'a long way to the shop', locale: 'en' }
  const accepted = await ask({ route: 'POST /api/entry/accept' }, given, { 'content-type': 'application/json' })
  return headersAfter(accepted)
}

async function called(token: string, name: string, given: Record<string, unknown>): Promise<CallToolResult> {
  const client = new Client({ name: 'test', version: '0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  const transport = new StreamableHTTPClientTransport(new URL(`${served.url}/mcp`), { requestInit })
  await client.connect(transport as Parameters<Client['connect']>[0])
  try {
    return (await client.callTool({ name, arguments: given })) as CallToolResult
  } finally {
    await client.close()
  }
}

test('a walk meets every route that answers JSON', () => {
  const met = new Set<string>(STEPS.map(({ route }) => route))
  const callable = [...ROUTES].flatMap(([key, { answer }]) => ('media' in answer ? [] : [key]))

  expect(callable.filter((key) => !met.has(key) && !(ELSEWHERE as ReadonlySet<string>).has(key))).toEqual([])
})

test('figures by the Model Context Protocol: a token sees what its person may see, and needs the ability', async () => {
  const question = { metrics: ['orders.revenue'], by: ['manager'], locale: 'en' }
  const pavel = await seller()

  const all = await called(await tokenFor(served.headers, ['figures']), 'query', question)
  const own = await called(await tokenFor(pavel, ['figures']), 'query', question)
  const narrow = await tokenFor(pavel, ['export'])

  const managers = ({ structuredContent }: CallToolResult) =>
    (structuredContent as { rows: { manager: string }[] }).rows.map(({ manager }) => manager)
  expect(managers(all).length).toBeGreaterThan(1)
  expect(managers(own)).toEqual([SELLER])
  await expect(called(narrow, 'query', question)).rejects.toThrow(/403|forbidden/)
  await expect(called('svodka_made_up', 'query', question)).rejects.toThrow(/401|signed_out/)
})

test('what a tool was asked stands in the record', async () => {
  const token = await tokenFor(served.headers, ['figures'])

  await called(token, 'describe_metric', { metric: 'orders.revenue' })

  const entries = (await (await ask({ route: 'GET /api/audit' }, { locale: 'en' })).json()) as object[]
  expect(JSON.stringify(entries[0])).toMatch(/describe_metric/)
  expect(JSON.stringify(entries[0])).toMatch(/orders\.revenue/)
})

test('what the description refuses the server refuses, and the other way round', async () => {
  const description = (await (await ask({ route: 'GET /api/openapi.json' }, {})).json()) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>
    components: object
  }
  const fitting = (route: string) => {
    const { method, path } = placeOf(route)
    const schema = description.paths[path]?.[method]?.requestBody?.content['application/json']?.schema
    return new AjvJsonSchemaValidator().getValidator({ ...schema, components: description.components } as object)
  }
  const seen: [route: string, wrong: string, isDescribed: boolean, status: number][] = []

  for (const { route, given } of STEPS.filter(({ route: key }) => isStrict(key))) {
    const right: Readonly<Record<string, unknown>> = { ...given(PLACEHOLDERS) }
    const fits = fitting(route)
    expect([route, fits(right).valid]).toEqual([route, true])
    for (const [wrong, body] of Object.entries(broken(right)))
      seen.push([route, wrong, fits(body).valid, (await ask({ route }, body)).status])
  }

  expect(seen.length).toBeGreaterThan(60)
  expect(seen.filter(([, , isDescribed, status]) => isDescribed || status !== 400)).toEqual([])
})

/** `GET /api/dashboards/:id` as the description has it. */
function placeOf(route: string): { method: string; path: string } {
  const [method = '', path = ''] = route.split(' ')
  return { method: method.toLowerCase(), path: path.replaceAll(/:(\w+)/g, '{$1}') }
}

const isStrict = (route: string) => route.startsWith('POST ') && !/ingest|sign-out/.test(route)

/** What stands for answers of before where a body is only looked at. */
const PLACEHOLDERS = new Map<string, unknown>([
  ['POST /api/saved', { id: '1' }],
  ['POST /api/people/invite', { link: 'http://127.0.0.1/welcome?code=x' }],
  ['POST /api/account/tokens', { token: { id: '1' } }],
])

/** The same with a name too many, without each of its parts, and with each of them of another kind. */
function broken(body: Readonly<Record<string, unknown>>): Record<string, Readonly<Record<string, unknown>>> {
  const without = Object.keys(body).filter((name) => !OPTIONAL.has(name))
  return {
    'a name too many': { ...body, surplus: 1 },
    ...Object.fromEntries(without.map((name) => [`no ${name}`, { ...body, [name]: undefined }])),
    ...Object.fromEntries(Object.keys(body).map((name) => [`another ${name}`, { ...body, [name]: 12.5 }])),
  }
}

const OPTIONAL: ReadonlySet<string> = new Set(['date', 'isShared'])

test.each([
  ['GET /api/export', { as: 'csv', title: 'x', query: '{"metrics":["orders.revenue"]}' }, 'text/csv'],
  ['GET /api/reports/:id/:format', { id: 'orders.rfm', format: 'md' }, 'text/markdown'],
])('%s answers a file of a type that is described', async (route, given, type) => {
  const answer = await ask({ route: route as Step['route'] }, { ...given, locale: 'en' })

  const wanted = ROUTES.get(route)?.answer
  expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type])
  expect(wanted && 'media' in wanted ? wanted.media : []).toContain(type)
})

test('every answer of the walk is what the table says: nothing missing, nothing more', async () => {
  const answers = new Map<string, unknown>()
  let own = { ...served.headers }
  for (const step of STEPS) {
    const headers = { ...headersOf(step.route), ...(step.route.includes('/ingest/') ? {} : own) }
    const answer = await ask(step, step.given(answers), headers)
    if (NEW_SESSIONS.has(step.route)) own = await headersAfter(answer)
    const text = await answer.text()
    const body: unknown = JSON.parse(text)
    expect([step.route, answer.status, answer.ok ? '' : text]).toEqual([step.route, statusOf(step.route), ''])
    expect([step.route, described(step.route, body)]).toEqual([step.route, body])
    answers.set(step.route, body)
  }
})

/** After these the administrator has another session; who accepts an invitation is somebody else. */
const NEW_SESSIONS: ReadonlySet<string> = new Set(['POST /api/account/password', 'POST /api/entry/sign-in'])

async function headersAfter(answer: Response): Promise<Record<string, string>> {
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const entry = await ask({ route: 'GET /api/entry' }, { locale: 'en' }, { cookie })
  const { csrf } = (await entry.json()) as { csrf: string }
  return { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }
}

const statusOf = (route: string): number => ROUTES.get(route)?.status ?? 200

/** What is left of an answer when only what is described of it is read. */
function described(route: string, body: unknown): unknown {
  const answer = ROUTES.get(route)?.answer
  return answer && !('media' in answer) ? answer.parse(body) : undefined
}
