import { serve, type ServerType } from '@hono/node-server'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import { RequestError, silentLog } from '../../base/index.ts'
import type { Person } from '../../kit/index.ts'
import { calls } from '../../packs/calls/index.ts'
import { mcpRoutes } from './index.ts'
import type { AskedProgram } from './tool.ts'
import { words } from './words.ts'

/* Two operators took calls on one Monday: Anna two, Boris three. */
const NOON = Date.parse('2023-12-04T09:00:00Z')
const DAY = { from: '2023-12-04', to: '2023-12-04' }

const leg = (number: number, extension: string) => ({
  call_id: `call ${number}`,
  leg_id: `leg ${number}`,
  sequence: number,
  started_at: new Date(NOON + number * 60_000).toISOString(),
  duration_seconds: 40,
  talk_seconds: 30,
  disposition: 'ANSWERED',
  application: 'Dial',
  direction: 'inbound',
  caller: `7916000000${number}`,
  dialled: extension,
  far_channel: `PJSIP/${extension}-1`,
  far_extension: extension,
})

const PEOPLE: Readonly<Record<string, Person>> = {
  all: { id: 'vera', name: 'Вера Лис', role: 'analyst' },
  anna: { id: 'anna', name: 'Анна Ежова', role: 'operator' },
}

let desk: CallsDesk
let http: ServerType
let url: URL
const recorded: unknown[] = []

beforeAll(async () => {
  desk = await openCallsDesk()
  await desk.load({
    'calls.leg': [leg(1, '101'), leg(2, '101'), leg(3, '102'), leg(4, '102'), leg(5, '102')],
    'calls.agent': [
      { agent_id: '101', name: 'Анна Ежова' },
      { agent_id: '102', name: 'Борис Лев' },
    ],
  })
  const asOf = new Date('2024-01-01T06:00:00Z')
  for (const { id } of calls().definition.entities) await desk.warehouse.mark('pbx', id, { asOf })
  const app = new Hono()
  app.onError((error, context) => context.text(error.message, 401))
  app.route('/mcp', mcpRoutes(programOf(desk), whoAsks, silentLog))
  await new Promise<void>((resolve) => {
    http = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      url = new URL(`http://127.0.0.1:${port}/mcp`)
      resolve()
    })
  })
})
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve))
  await desk.close()
})

/** What the program answers of figures, and one metric that breaks. */
function programOf({ figures }: CallsDesk): AskedProgram {
  return {
    about: async ({ person }) => ({
      name: 'Центр',
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      today: '2024-01-01',
      isTodayPinned: true,
      person,
      asOf: { pbx: '2024-01-01T06:00:00Z' },
      firstReads: [],
      dashboards: [],
      reports: [],
      version: '1.2.3',
    }),
    catalog: async (asker) => figures.catalog(asker),
    query: async (query, asker) => {
      if (query.metrics[0] === 'broken') throw new Error('secret internals at /home/x')
      return figures.query(query, asker)
    },
    analyze: (id, settings, asker) => figures.analyze(id, settings, asker),
    values: (dimension, search, asker) => figures.values(dimension, asker, { search, limit: 100 }),
  }
}

const whoAsks: Parameters<typeof mcpRoutes>[1] = (context) => {
  const person = PEOPLE[context.req.header('authorization')?.slice('Bearer '.length) ?? '']
  if (!person) throw new RequestError(words, 'unknown_tool', { id: '?', hint: 'none', known: '' })
  return {
    person,
    record: async (tool, subject) => void recorded.push([person.id, tool, subject]),
  }
}

async function asked<T>(token: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'test', version: '0' })
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  await client.connect(transport as Parameters<Client['connect']>[0])
  try {
    // the client checks structured answers against the schemas only once it has listed the tools
    await client.listTools()
    return await ask(client)
  } finally {
    await client.close()
  }
}

interface Answered {
  isError: boolean
  text: string
  data: any
}

async function call(token: string, name: string, given: Record<string, unknown> = {}): Promise<Answered> {
  const result = await asked(token, (client) => client.callTool({ name, arguments: given }))
  const { isError = false, content, structuredContent } = result as CallToolResult
  return { isError, text: content[0]?.type === 'text' ? content[0].text : '', data: structuredContent }
}

test('a client of the protocol’s own kit finds five tools, told apart in the workspace’s language', async () => {
  const { tools } = await asked('all', (client) => client.listTools())

  expect(tools.map(({ name }) => name)).toEqual([
    'list_metrics',
    'describe_metric',
    'query',
    'list_analyses',
    'analyze',
  ])
  expect(tools[0]?.description).toContain('показатели')
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
  expect(tools[2]?.inputSchema).toMatchObject({ required: ['metrics'], additionalProperties: false })
})

test('metrics are found by words of their title, with units and as of when', async () => {
  const { data, text } = await call('all', 'list_metrics', { search: 'TAKEN', locale: 'en' })

  expect(data.metrics).toContainEqual(
    expect.objectContaining({ id: 'calls.taken', pack: 'calls', unit: 'count', dimensions: expect.any(Array) }),
  )
  expect(data).toMatchObject({ timeZone: 'Europe/Moscow', asOf: { pbx: '2024-01-01T06:00:00Z' } })
  expect(text).toContain('Data as of: pbx Jan 1, 2024, 9:00')
})

test('a metric is described with its dimensions and their values', async () => {
  const { data, text } = await call('all', 'describe_metric', { metric: 'calls.taken', locale: 'en' })

  const operator = data.dimensions.find(({ id }: { id: string }) => id === 'operator')
  expect(operator.values.map(({ value }: { value: string }) => value)).toEqual(['Борис Лев', 'Анна Ежова'])
  expect(text).toContain('Unit: count.')
})

test('a question is answered as data and in a text that can be read', async () => {
  const question = { metrics: ['calls.taken'], by: ['operator'], period: DAY }

  const { data, text } = await call('all', 'query', { ...question, locale: 'en' })

  expect(data.rows).toEqual([
    { operator: 'Анна Ежова', 'calls.taken': 2 },
    { operator: 'Борис Лев', 'calls.taken': 3 },
  ])
  expect(data).toMatchObject({ units: { 'calls.taken': 'count' }, isCut: false, currency: 'RUB' })
  expect(data).not.toHaveProperty('sql')
  expect(text.split('\n')).toEqual([
    'Calls of operators (count): 2023-12-04 – 2023-12-04 (Europe/Moscow).',
    '2 rows.',
    'Operator | Calls of operators',
    'Анна Ежова | 2',
    'Борис Лев | 3',
    'Data as of: pbx Jan 1, 2024, 9:00 AM.',
  ])
})

test('an operator sees their own rows only: in figures, in lists of values, behind a filter', async () => {
  const question = { metrics: ['calls.taken'], by: ['operator'], period: DAY }

  const figures = await call('anna', 'query', question)
  const described = await call('anna', 'describe_metric', { metric: 'calls.taken' })
  const total = await call('anna', 'query', { metrics: ['calls.taken'], where: [notAnna], period: DAY })

  expect(figures.data.rows).toEqual([{ operator: 'Анна Ежова', 'calls.taken': 2 }])
  expect(JSON.stringify(described.data)).not.toContain('Борис')
  expect(total.data.rows).toEqual([{ 'calls.taken': 0 }])
})

const notAnna = { dimension: 'operator', op: 'not in', values: ['Анна Ежова'] }

test('analyses are listed with what can be set, and answered with a sentence and their tables', async () => {
  const { data: listed } = await call('all', 'list_analyses')
  const analysis = listed.analyses.find(({ id }: { id: string }) => id === 'calls.service-level')

  const { data, text } = await call('all', 'analyze', { analysis: analysis.id, settings: DAY, locale: 'en', limit: 1 })

  expect(analysis.fields.length).toBeGreaterThan(0)
  expect(text.split('\n')[0]).toBe(data.statement)
  expect(Object.values<any>(data.tables).every(({ rows }) => rows.length <= 1)).toBe(true)
})

test('a wrong name is answered with the nearest right one, in the language of the call', async () => {
  const answers = await Promise.all([
    call('all', 'query', { metrics: ['calls.takn'], locale: 'en' }),
    call('all', 'describe_metric', { metric: 'calls.takn', locale: 'en' }),
    call('all', 'analyze', { analysis: 'calls.service-levl', locale: 'en' }),
    call('all', 'qery', { locale: 'ru' }),
  ])

  expect(answers.map(({ isError }) => isError)).toEqual([true, true, true, true])
  expect(answers.map(({ text }) => text)).toEqual([
    expect.stringContaining('Did you mean “calls.taken”?'),
    expect.stringContaining('Did you mean “calls.taken”?'),
    expect.stringContaining('Did you mean “calls.service-level”?'),
    expect.stringContaining('Может быть, «query»?'),
  ])
})

test('what is not well formed names its fault, and what breaks inside says nothing of the inside', async () => {
  const wrong = await call('all', 'query', { metrics: [], filter: 1, locale: 'en' })
  const broken = await call('all', 'query', { metrics: ['broken'], locale: 'en' })

  expect(wrong.text).toMatch(/^query was asked in a way it does not understand: metrics: .*filter/)
  expect(broken.isError).toBe(true)
  expect(broken.text).not.toContain('secret')
})

test('what is asked stands in the record, by whom and of what', async () => {
  recorded.length = 0

  await call('anna', 'query', { metrics: ['calls.taken'] })
  await call('all', 'list_metrics')

  expect(recorded).toEqual([
    ['anna', 'query', 'calls.taken'],
    ['vera', 'list_metrics', null],
  ])
})

test('there is no stream to listen to, and without a token nothing is answered', async () => {
  const headers = { authorization: 'Bearer all' }

  const statuses = await Promise.all([
    fetch(url, { headers: { ...headers, accept: 'text/event-stream' } }).then(({ status }) => status),
    fetch(url, { method: 'DELETE', headers }).then(({ status }) => status),
  ])

  expect(statuses).toEqual([405, 405])
  await expect(asked('stranger', (client) => client.listTools())).rejects.toThrow('There is no tool “?”')
})
