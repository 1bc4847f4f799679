import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFreepbxSandbox, type FreepbxSandbox } from './index.ts'

const record = (day: number, hour: number) => ({
  calldate: `2023-12-0${day} 0${hour}:00:00`,
  uniqueid: `${day}.${hour}`,
  sequence: hour,
})

let sandbox: FreepbxSandbox
beforeAll(async () => {
  const records = [1, 2].flatMap((day) => Array.from({ length: 8 }, (_, hour) => record(day, hour)))
  sandbox = await startFreepbxSandbox(records.toReversed(), {}, () => new Date('2024-01-01T00:00:00Z'))
})
afterAll(() => sandbox.close())

const token = async (secret = 'sample-secret', of = sandbox) => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'svodka',
    client_secret: secret,
    scope: 'gql:cdr:read',
  })
  const answer = await fetch(`${of.url}/admin/api/api/token`, { method: 'POST', body })
  return { status: answer.status, ...((await answer.json()) as { access_token?: string }) }
}

async function ask(fields: string, variables: Record<string, unknown> = {}, of = sandbox) {
  const { access_token: bearer } = await token(undefined, of)
  const query = `query { fetchAllCdrs { status message totalCount cdrs { ${fields} } } }`
  const answer = await fetch(`${of.url}/admin/api/api/gql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ query, variables }),
  })
  type Found = { status: boolean; message: string; totalCount: number | null; cdrs: Record<string, unknown>[] | null }
  const { data, errors } = (await answer.json()) as { data?: { fetchAllCdrs: Found }; errors?: { message: string }[] }
  return { status: answer.status, ...data?.fetchAllCdrs, error: errors?.[0]?.message }
}

test('a token for the right secret only, and no answer without one', async () => {
  const bare = await fetch(`${sandbox.url}/admin/api/api/gql`, { method: 'POST', body: '{}' })

  expect([(await token()).status, (await token('wrong')).status, bare.status]).toEqual([200, 401, 401])
})

test('five rows unless more are asked for, in no order, with a total that ignores the dates', async () => {
  const five = await ask('calldate', { startDate: '2023-12-01', endDate: '2023-12-01' })
  const all = await ask('calldate sequence', { first: 100, startDate: '2023-12-01', endDate: '2023-12-01' })

  expect([five.cdrs?.length, five.totalCount, all.cdrs?.length]).toEqual([5, 16, 8])
  expect(all.cdrs?.[0]).toEqual({ calldate: '2023-12-01 07:00:00', sequence: '7' })
})

test('amaflags, cnam, one date alone and days in the wrong order are refused with status 400', async () => {
  const answers = [
    await ask('amaflags'),
    await ask('cnam'),
    await ask('src', { startDate: '2023-12-01' }),
    await ask('src', { startDate: '2023-12-02', endDate: '2023-12-01' }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400])
  expect(answers[0]?.error).toBe('Undefined variable: amaflags')
})

test('a day without calls is a success without data', async () => {
  const nothing = await ask('src', { startDate: '2023-12-05', endDate: '2023-12-05' })

  expect([nothing.status, nothing.message, nothing.cdrs]).toEqual([true, 'No Data Found', null])
})

describe('where the exchange’s zone is told, time passes', () => {
  const records = [
    { calldate: '2024-01-01 09:00:00', duration: 60, uniqueid: '1.1', sequence: 1 },
    { calldate: '2024-01-01 09:00:30', duration: 600, uniqueid: '1.2', sequence: 2 },
  ]
  const lines = [
    { at: 1704088800, text: '1704088800|1.1|7000|NONE|ENTERQUEUE||79160000001|1' },
    { at: 1704089100, text: '1704089100|1.1|7000|Анна|CONNECT|300|1.3|5' },
  ]
  let folder: string
  let moving: FreepbxSandbox
  let now = new Date('2024-01-01T06:00:59Z')
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'svodka-exchange-'))
    const files = [{ file: join(folder, 'log/queue_log'), lines }]
    moving = await startFreepbxSandbox(records, { timeZone: 'Europe/Moscow', files }, () => now)
  })
  afterAll(async () => {
    await moving.close()
    rmSync(folder, { recursive: true })
  })
  const look = async () => {
    const { cdrs } = await ask('uniqueid', {}, moving)
    const log = readFileSync(join(folder, 'log/queue_log'), 'utf8')
    return { ended: (cdrs ?? []).map(({ uniqueid }) => uniqueid), lines: log.split('\n').length - 1 }
  }

  test('a record is there when its leg has ended, and a line of the log in its second', async () => {
    const before = await look()
    now = new Date('2024-01-01T06:01:00Z')
    const first = await look()
    now = new Date('2024-01-01T06:10:30Z')
    const both = await look()

    expect(before).toEqual({ ended: [], lines: 1 })
    expect(first).toEqual({ ended: ['1.1'], lines: 1 })
    expect(both).toEqual({ ended: ['1.1', '1.2'], lines: 2 })
  })

  test('a file that did not grow is left alone beside the answers, and is of half a minute ago at most', async () => {
    const changedAt = async () => {
      await look()
      return statSync(join(folder, 'log/queue_log')).mtime
    }
    now = new Date('2024-01-01T06:20:00Z')
    const first = await changedAt()
    now = new Date('2024-01-01T06:20:29Z')
    const soon = await changedAt()
    now = new Date('2024-01-01T06:20:30Z')
    const later = await changedAt()

    expect([first, soon, later]).toEqual([first, first, now])
    expect(first).toEqual(new Date('2024-01-01T06:20:00Z'))
  })
})
