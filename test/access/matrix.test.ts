import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HomeView } from '../../src/api/index.ts'
import type { Catalog } from '../../src/base/index.ts'
import { NEEDS as COMMAND_NEEDS } from '../../src/cli/needs.ts'
import { commandsOn } from '../../src/cli/testing.ts'
import { COMMANDS as BOT_COMMANDS } from '../../src/delivery/telegram/bot/menu.ts'
import { TOOLS } from '../../src/server/mcp/tools.ts'
import { NEEDS } from '../../src/server/needs.ts'
import { requestOf } from '../../src/web/api/request.ts'
import { COUNTED, type CountedMetric } from './expected.ts'
import {
  ASKED,
  LOGINS,
  may,
  openHouse,
  outFolder,
  PEOPLE,
  RECIPIENTS,
  REPORTS,
  STRANGER,
  type House,
  type Login,
  type RecipientName,
} from './house.ts'
import { cell, cellsText, foreignTokens, isShown, withoutProof } from './matrix.ts'
import { readable } from './reading.ts'
import { analysisSettings, callsFor, linesFor, requestsFor, type Case } from './requests.ts'
import { tokensIn, TOKENS } from './rows.ts'

/*
Role × path × entity, from the tables of what there is: what is answered holds no token of a row that the person may not see,
whatever the path, and those who may not ask are answered nothing.
*/

let house: House
let catalog: Catalog
beforeAll(async () => {
  house = await openHouse()
  const answer = await fetch(`${house.url}/api/catalog?locale=ru`, { headers: house.headers.boss })
  catalog = (await answer.json()) as Catalog
})
afterAll(async () => {
  process.stdout.write(`${cellsText()}\n`)
  await house.close()
})

const seesAll = (login: Login): boolean => house.expected.seen[login] === house.expected.seen.boss
/** Of those who see everything or nothing one question of each kind is enough: the rows that they see hang on nothing. */
const ofCase = <C extends Pick<Case, 'entity' | 'hasRows'>>(cases: readonly C[], login: Login): readonly C[] =>
  seesAll(login) || PEOPLE[login].may.length === 0
    ? cases.filter(({ entity }, at) => cases.findIndex((each) => each.entity === entity) === at)
    : cases

/** A leak, told as which token came out where. */
const leaked = (login: Login | 'nobody', path: string, given: unknown, text: string): string[] =>
  foreignTokens(text, login === 'nobody' ? new Set() : house.expected.seen[login], JSON.stringify(given)).map(
    (token) => `${login}: ${path} ${JSON.stringify(given).slice(0, 200)} shows ${token}`,
  )

test('every route, tool, command, analysis, report and command of the bot stands in the matrix', () => {
  const requests = requestsFor(catalog)

  expect(withoutProof(NEEDS, requests)).toEqual([])
  expect(Object.keys(callsFor(catalog)).toSorted()).toEqual(TOOLS.map(({ name }) => name).toSorted())
  expect(withoutProof(COMMAND_NEEDS, linesFor(''))).toEqual([])
  expect([...REPORTS].toSorted()).toEqual(catalog.reports.map(({ id }) => id).toSorted())
  expect([...BOT_COMMANDS].toSorted()).toEqual(['help', 'init', 'report', 'start', 'stop', 'today'])
})

/** asked last: a session ends with it */
const SIGN_OUT = 'POST /api/entry/sign-out'
/** What the door says to those who may not. */
const DOORS: ReadonlySet<string> = new Set(['signed_out', 'forbidden', 'needs_session', 'needs_token', 'csrf'])
const codeOf = (text: string): string => /"code":"(\w+)"/.exec(text)?.[1] ?? ''

test('HTTP: everybody is let in where their role may, and shown nothing but their own rows', async () => {
  const leaks: string[] = []
  const wrongDoors: string[] = []
  const empty: string[] = []
  for (const [route, cases] of Object.entries(requestsFor(catalog)).filter(([each]) => each !== SIGN_OUT)) {
    const need = NEEDS[route]
    for (const login of [...LOGINS, 'nobody'] as const) {
      for (const { entity, given, hasRows } of login === 'nobody' ? cases.slice(0, 1) : ofCase(cases, login)) {
        cell(login, `HTTP ${route}`, entity)
        const { method, address, body } = requestOf(route, given)
        const headers = login === 'nobody' ? { 'content-type': 'application/json' } : house.headers[login]
        const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) }
        const answer = await fetch(house.url + address, init)
        const text = readable(new Uint8Array(await answer.arrayBuffer()))
        leaks.push(...leaked(login, route, given, text))
        const isOpen = need === 'probe' || need === 'own-token' || need === 'open'
        const isIn = isOpen || (login !== 'nobody' && (need === 'signed-in' || need === 'session' || may(login, need!)))
        const isRefused = DOORS.has(codeOf(text)) && !isOpen
        const isPreviewOfMore = route === 'GET /api/delivery/preview' && login === 'regina'
        const isByTokenOnly = route === 'POST /mcp'
        if (isRefused === isIn && !isPreviewOfMore && !isByTokenOnly)
          wrongDoors.push(`${login}: ${route} ${answer.status} ${text.slice(0, 120)}`)
        if (answer.status >= 500 && answer.status !== 503) wrongDoors.push(`${login}: ${route} ${answer.status}`)
        if (hasRows && isIn && isShown(entity, house.expected.seen[login as Login]) && tokensIn(text).length === 0)
          empty.push(`${login}: ${route} ${JSON.stringify(given)} ${text.slice(0, 200)}`)
      }
    }
  }

  expect(leaks).toEqual([])
  expect(wrongDoors).toEqual([])
  expect(empty).toEqual([])
})

test('totals are those that SQL over the received rows counts, on every path that tells them', async () => {
  const wrong: string[] = []
  for (const login of LOGINS.filter((each) => may(each, 'figures'))) {
    for (const metric of Object.keys(COUNTED) as CountedMetric[]) {
      const expected = house.expected.totals[login][metric]
      for (const [path, total] of Object.entries(await totals(login, metric))) {
        cell(login, path, COUNTED[metric])
        if (Math.abs(total - expected) > 0.005) wrong.push(`${login} ${path} ${metric}: ${total}, not ${expected}`)
      }
    }
  }

  expect(wrong).toEqual([])
})

const SPLIT_BY: Readonly<Record<string, string>> = {
  orders: 'buyer',
  calls: 'operator',
  support: 'category',
  lending: 'loan',
}

/** One figure by several paths: whole, and the sum of its groups. */
async function totals(login: Login, metric: CountedMetric): Promise<Record<string, number>> {
  const headers = house.headers[login]
  const post = async (path: string, body: object): Promise<any> =>
    (await fetch(`${house.url}/api/${path}?locale=ru`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  const query = { metrics: [metric] }
  const by = SPLIT_BY[COUNTED[metric]] ?? ''
  const sum = (rows: readonly Record<string, unknown>[]) => rows.reduce((all, row) => all + Number(row[metric] ?? 0), 0)
  const whole = await post('query', { query, locale: 'ru' })
  const split = await post('query', { query: { ...query, by: [by] }, locale: 'ru' })
  const told = await tool(login, 'query', query)
  return {
    'total of a query': sum(whole.rows),
    ...(metric === 'calls.calls' ? {} : { 'total of its groups': sum(split.rows) }),
    'total by MCP': sum((told.structuredContent as { rows: Record<string, unknown>[] }).rows),
  }
}

interface Told {
  structuredContent?: unknown
  isError?: boolean
}

async function tool(login: Login, name: string, given: object): Promise<Told> {
  const params = { name, arguments: { locale: 'ru', ...given } }
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${house.tokens[login]}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  const { result, error } = (await answer.json()) as { result?: Told; error?: unknown }
  return result ?? { isError: true, structuredContent: error }
}

test('Home shows whoever sees a part of the rows no pack of which they see none', async () => {
  const packsOf = async (login: Login) => {
    const answer = await fetch(`${house.url}/api/home?locale=ru`, { headers: house.headers[login] })
    return ((await answer.json()) as HomeView).packs.map(({ id }) => id)
  }

  expect(await packsOf('boss')).toEqual(['calls', 'orders', 'support', 'lending'])
  expect(await packsOf('anna')).toEqual(['calls'])
  expect(await packsOf('pavel')).toEqual(['orders'])
  expect(await packsOf('regina')).toEqual(await packsOf('boss'))
})

test('MCP: each tool shows a token its person’s own rows', async () => {
  const leaks: string[] = []
  const empty: string[] = []
  for (const [name, cases] of Object.entries(callsFor(catalog))) {
    for (const login of LOGINS) {
      for (const { entity, given, hasRows } of ofCase(cases, login)) {
        cell(login, `MCP ${name}`, entity)
        const told = await tool(login, name, given)
        const text = JSON.stringify(told)
        leaks.push(...leaked(login, `MCP ${name}`, given, text))
        if (may(login, 'figures') === (codeOf(text) !== '')) empty.push(`${login}: MCP ${name} ${text.slice(0, 100)}`)
        if (hasRows && isShown(entity, house.expected.seen[login]) && tokensIn(text).length === 0)
          empty.push(`${login}: MCP ${name} ${JSON.stringify(given)} is empty`)
      }
    }
  }

  expect(leaks).toEqual([])
  expect(empty).toEqual([])
})

test('every analysis answers somebody who sees every row, so that the matrix asks it something', async () => {
  const answered = await Promise.all(
    catalog.analyses.map(async ({ id }) => {
      const told = await Promise.all(
        analysisSettings(id).map((settings) => tool('boss', 'analyze', { analysis: id, settings })),
      )
      return [id, told.some(({ isError }) => !isError)] as const
    }),
  )

  expect(answered.filter(([, isWell]) => !isWell)).toEqual([])
})

test('the command line as somebody: their own rows, or a refusal and nothing else', async () => {
  const outOf = (login: Login) => join(house.folder, 'taken', login)
  const { svodka } = commandsOn(house.folder)
  const leaks: string[] = []
  const wrong: string[] = []
  for (const login of LOGINS) {
    const out = outOf(login)
    for (const [command, cases] of Object.entries(linesFor(out))) {
      const need = COMMAND_NEEDS[command as keyof typeof COMMAND_NEEDS]
      for (const { entity, line, hasRows } of ofCase(cases, login)) {
        cell(login, `svodka ${command}`, entity)
        const printed = await svodka(command, ...line, '--person', login)
        const files = existsSync(out) ? globSync(`${out}/**/*.*`).map((file) => readFileSync(file)) : []
        const text = [printed.out, printed.told, ...(command === 'report' ? files.map(readable) : [])].join('\n')
        leaks.push(...(seesAll(login) ? [] : leaked(login, command, line, text)))
        const isIn = need !== 'machine' && may(login, need)
        const isPreviewOfMore = command === 'send' && login === 'regina'
        if (!isIn && (printed.code === 0 || printed.out !== '')) wrong.push(`${login}: ${command} ${printed.out}`)
        if (isIn && !isPreviewOfMore && /lacks the right/.test(printed.told))
          wrong.push(`${login}: ${command} ${printed.told}`)
        if (hasRows && isIn && isShown(entity, house.expected.seen[login]) && tokensIn(text).length === 0)
          wrong.push(`${login}: ${command} ${line.join(' ')} is empty: ${text}`)
      }
    }
  }

  expect(leaks).toEqual([])
  expect(wrong).toEqual([])
})

const shownBy = (chat: number, since: number): string =>
  house.telegram
    .messages(chat)
    .slice(since)
    .flatMap(({ text, buttons, document }) => [
      text,
      JSON.stringify(buttons),
      document?.name ?? '',
      document ? readable(document.bytes) : '',
    ])
    .join('\n')

test('the bot tells each chat the rows of its recipient, and a stranger nothing', async () => {
  const { telegram } = house
  const leaks: string[] = []
  const lines = [
    ...ASKED.map((id) => `/report ${id}`),
    '/today',
    '/start',
    '/init',
    '/help',
    '/report',
    '/stop',
    '/init',
  ]
  const askers = Object.entries(RECIPIENTS).filter(([name]) => name !== 'to-manager')
  for (const [name, { as, chat }] of askers) {
    for (const line of lines) {
      cell(as, `bot ${line}`, line.includes('.') ? entityOfReport(line.slice(8)) : 'none')
      const since = telegram.messages(chat).length
      await telegram.handled(telegram.say({ chat, text: line }))
      for (const { text, callback_data: data } of line.startsWith('/report calls') ||
      line.startsWith('/report orders.m')
        ? buttonsOf(chat, since)
        : []) {
        const message = telegram
          .messages(chat)
          .slice(since)
          .find(({ buttons }) => buttons.flat().some((each) => each.callback_data === data))
        if (message && data) await telegram.handled(telegram.press({ chat, messageId: message.id, data }))
        cell(as, `bot button ${text}`, entityOfReport(line.slice(8)))
      }
      leaks.push(...leaked(as, `bot ${name} ${line}`, line, shownBy(chat, since)))
    }
  }
  for (const line of lines) {
    cell('nobody', `bot ${line}`, 'none')
    const since = telegram.messages(STRANGER).length
    await telegram.handled(telegram.say({ chat: STRANGER, text: line }))
    leaks.push(...leaked('nobody', `bot ${line}`, line, shownBy(STRANGER, since)))
  }

  expect(leaks).toEqual([])
})

const entityOfReport = (id: string): Case['entity'] => {
  const [pack] = id.split('.')
  return pack === 'orders' || pack === 'calls' || pack === 'support' || pack === 'lending' ? pack : 'none'
}
const buttonsOf = (chat: number, since: number) =>
  house.telegram
    .messages(chat)
    .slice(since)
    .flatMap(({ buttons }) => buttons.flat())
    .slice(0, 6)

test('a report that is sent holds its recipient’s rows only, in text and in every file', async () => {
  const leaks: string[] = []
  const shown: Record<string, number> = {}
  const recipients = (Object.keys(RECIPIENTS) as RecipientName[]).filter((name) => name !== 'to-manager')
  for (const report of ASKED) {
    const body = JSON.stringify({ report, to: recipients, locale: 'ru' })
    const sent = await fetch(`${house.url}/api/delivery/send?locale=ru`, {
      method: 'POST',
      headers: house.headers.boss,
      body,
    })
    expect([report, sent.status, await sent.text()]).toEqual([report, 200, expect.stringContaining('"failed":0')])
  }
  for (const name of recipients) {
    const { as } = RECIPIENTS[name]
    for (const file of globSync('**/*.*', { cwd: outFolder(house.folder, name) })) {
      cell(as, `sent ${file.replaceAll(/[\d-]+/g, '')}`, 'none')
      const text = readable(readFileSync(join(outFolder(house.folder, name), file)))
      leaks.push(...leaked(as, `${name} ${file}`, '', text))
      const kind = `${name} ${file.split('.').at(-1)}`
      shown[kind] = (shown[kind] ?? 0) + tokensIn(text).filter((token) => TOKENS.has(token)).length
    }
  }

  expect(leaks).toEqual([])
  // files of every kind hold what they may: so they were read
  expect(Object.entries(shown).filter(([, count]) => count === 0)).toEqual([])
  expect(Object.keys(shown).length).toBe(recipients.length * 4)
})

test('the roles of the matrix are those that there are', async () => {
  const answer = await fetch(`${house.url}/api/people?locale=ru`, { headers: house.headers.boss })
  const { roles } = (await answer.json()) as { roles: { id: string }[] }

  const asked = new Set<string>([...LOGINS.map((login) => PEOPLE[login].role), 'owner'])
  expect(roles.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([])
})

test('whoever signs out is in no more', async () => {
  const statuses: (readonly [Login, number, number])[] = []
  for (const login of LOGINS) {
    cell(login, `HTTP ${SIGN_OUT}`, 'none')
    const headers = house.headers[login]
    const out = await fetch(`${house.url}/api/entry/sign-out`, { method: 'POST', headers, body: '{"locale":"ru"}' })
    statuses.push([login, out.status, (await fetch(`${house.url}/api/app?locale=ru`, { headers })).status])
  }

  expect(statuses).toEqual(LOGINS.map((login) => [login, 200, 401]))
})
