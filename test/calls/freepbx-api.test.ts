import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import { startFreepbxSandbox, type FreepbxSandbox, type FreepbxSandboxOptions } from '../../src/sandbox/index.ts'
import { cdr } from './freepbx-schema.ts'
import { checkPbx, openPbxWorkspace, type PbxWorkspace } from './pbx-workspace.ts'

let sandbox: FreepbxSandbox
let workspace: PbxWorkspace | undefined
afterEach(async () => {
  await workspace?.close()
  workspace = undefined
  await sandbox.close()
})

const SECRET = 'sample-secret'
const record = (day: string, hour: number, at: number) =>
  cdr({
    calldate: `${day} ${String(hour).padStart(2, '0')}:00:00`,
    uniqueid: `170000000${at}.1`,
    sequence: at,
  }) as never

const settings = (own: Record<string, unknown> = {}) => ({
  api: { baseUrl: sandbox.url, clientId: 'svodka', clientSecret: new Secret(SECRET), pageSize: 10, ...own },
  agents: { 101: 'Анна' },
  from: '2023-12-28',
})
const start = async (records: readonly never[], options: FreepbxSandboxOptions = {}) => {
  let now = () => new Date('2024-01-01T06:00:00Z')
  sandbox = await startFreepbxSandbox(records, options, () => now())
  workspace = await openPbxWorkspace(settings())
  now = workspace.world.now
  return workspace
}
const asked = () =>
  sandbox.requests.filter(({ path }) => path.endsWith('/gql')).map(({ body }) => JSON.parse(body).variables)

test('day by day with a large first, larger where it was not enough; the next run asks for the last days only', async () => {
  const busy = Array.from({ length: 12 }, (_, at) => record('2023-12-30', at, at))
  const { counts } = await start([record('2024-01-01', 8, 90), ...busy.toReversed(), record('2023-12-28', 9, 91)])

  const first = await counts('cdr')
  const questions = asked().map(({ first: rows, startDate }) => `${startDate} ${rows}`)
  sandbox.write(record('2023-12-31', 9, 92), record('2024-01-01', 7, 93), record('2024-01-01', 9, 94))
  const second = await counts('cdr')

  expect([first, second]).toEqual([
    [14, 0, 0, 0],
    // of 31 December only what stands within the overlap is taken
    [2, 0, 0, 0],
  ])
  expect(questions).toEqual([
    '2023-12-28 10',
    '2023-12-29 10',
    '2023-12-30 10',
    '2023-12-30 40',
    '2023-12-31 10',
    '2024-01-01 10',
  ])
  expect(
    asked()
      .slice(questions.length)
      .map(({ startDate }) => startDate),
  ).toEqual(['2024-01-01'])
  expect(await counts('users')).toEqual([0, 0, 0, 0])
})

test('a token is renewed before it ends, and once where it was ended early; the secret is in no log', async () => {
  const { counts, world } = await start([record('2023-12-31', 9, 1)], { tokenSeconds: 90 })
  const tokens = () => sandbox.requests.filter(({ path }) => path.endsWith('/token')).length
  // each answer takes twenty seconds of the exchange's time
  const tick = () => world.set(new Date(world.now().getTime() + 20_000).toISOString())
  sandbox.faults.add({ when: () => (tick(), false), fault: { kind: 'hang' } })
  const first = await counts('cdr')
  const renewed = tokens()
  sandbox.faults.clear()
  sandbox.faults.add({ times: 1, when: ({ path }) => path.endsWith('/gql'), fault: { kind: 'status', status: 401 } })
  const second = await counts('cdr')

  expect([first, second]).toEqual([
    [1, 0, 0, 0],
    [0, 0, 0, 0],
  ])
  // five days in all: one token holds for thirty seconds before its last minute, two questions
  expect(renewed).toBe(3)
  expect(tokens()).toBe(renewed + 2)
  expect(JSON.stringify(world.lines)).not.toContain(SECRET)
})

describe('what goes wrong is said, without the secret', () => {
  const said = async (own: Record<string, unknown> = {}, locale: 'ru' | 'en' = 'en') => {
    const messages = (await checkPbx(settings(own), locale)).map(({ ok, message }) => `${ok} ${message}`).join('\n')
    expect(messages).not.toContain(SECRET)
    return messages
  }

  test('a wrong secret, no scope, no such interface, and what goes right', async () => {
    sandbox = await startFreepbxSandbox([], {}, () => new Date('2024-01-01T06:00:00Z'))

    expect(await said()).toMatch(/^true The web interface at 127\.0\.0\.1:\d+ gave a token and answers$/)
    expect(await said({}, 'ru')).toMatch(/^true Интерфейс FreePBX на .* выдал токен и отвечает$/)
    expect(await said({ clientSecret: new Secret('wrong') })).toMatch(
      /^false .* refused the application svodka: Client authentication failed/,
    )
    expect(await said({ baseUrl: `${sandbox.url}/pbx` })).toMatch(/^false .* has no web interface at/)
    await sandbox.close()
    sandbox = await startFreepbxSandbox([], { scopes: [] }, () => new Date('2024-01-01T06:00:00Z'))
    expect(await said()).toMatch(/^false .* does not accept the question: Cannot query field/)
  })

  test('a record that is none is rejected; an answer or a token that is none is told in a sentence', async () => {
    const { sync } = await start([record('2023-12-31', 9, 1)])
    const isQuestion = ({ path }: { path: string }) => path.endsWith('/gql')
    type Answer = { data: { fetchAllCdrs: { cdrs: unknown[] | null; status: unknown; message: unknown } } }
    const answering = (change: (answer: Answer) => unknown) => {
      sandbox.faults.clear()
      sandbox.faults.add({ when: isQuestion, fault: { kind: 'body', change: (body) => change(body as Answer) } })
      return sync({ mode: 'refetch' })
    }

    const [withNull] = await answering((answer) => {
      const { fetchAllCdrs: found } = answer.data
      found.cdrs = [...(found.cdrs ?? []), null]
      return answer
    })
    const [nothing] = await answering(() => null)
    const [object] = await answering((answer) => {
      Object.assign(answer.data.fetchAllCdrs, { status: false, message: { toString: 1 } })
      return answer
    })
    sandbox.faults.clear()
    sandbox.faults.add({ when: ({ path }) => path.endsWith('/token'), fault: { kind: 'body', change: () => null } })
    const [noToken] = await sync({ mode: 'refetch' })

    expect([withNull?.error, withNull?.added]).toEqual([null, 1])
    expect(withNull?.rejected).toBeGreaterThan(0)
    for (const result of [nothing, object, noToken]) {
      expect(result?.cause?.en).toMatch(/FreePBX|web interface/)
      expect(result?.cause?.ru).not.toBe(result?.cause?.en)
      expect(result?.cause?.en).not.toContain('[object')
    }
  })

  test('half an answer, an error of the server and a page of sign-in are tried again', async () => {
    const { sync } = await start([record('2023-12-31', 9, 1)])
    sandbox.faults.add(
      { times: 1, when: ({ path }) => path.endsWith('/gql'), fault: { kind: 'reset' } },
      { times: 1, when: ({ path }) => path.endsWith('/gql'), fault: { kind: 'status', status: 502 } },
      { times: 1, when: ({ path }) => path.endsWith('/token'), fault: { kind: 'html' } },
    )

    const [calls] = await sync()

    expect([calls?.error, calls?.added]).toEqual([null, 1])
  })
})
