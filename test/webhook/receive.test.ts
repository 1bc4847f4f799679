import { createConnection, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mark, NOW, openTill, post, STREAM, TOKEN, type Till } from './till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill({ settings: { bodyMegabytes: 2, bodySeconds: 0.3, requestsPerMinute: 100_000 } })
})
afterAll(() => till.close())

const LINES = { 'content-type': 'application/x-ndjson' }
const rejected = async () => (await till.warehouse.rejected({})).rows.map(({ record, reason }) => ({ record, reason }))

describe('what was answered 202', () => {
  test('is in core after the next sync, however it was written, and in the order in which it came', async () => {
    const answers = [
      await post(till.url, mark('object', 1)),
      await post(till.url, [mark('array', 2), mark('array 2', 3)]),
      await post(till.url, `${JSON.stringify(mark('line', 4))}\r\n\n${JSON.stringify(mark('line 2', 5))}`, {
        headers: LINES,
      }),
      await post(till.url, gzipSync(JSON.stringify(mark('packed', 1))), { headers: { 'content-encoding': 'gzip' } }),
      await post(till.url, JSON.stringify([mark('laid out', 2)], null, 2)),
      await post(till.url, `\ufeff${JSON.stringify(mark('«Ёж», "\\\n📦', 2))}`),
      await post(till.url, mark('object', 3)),
    ]
    const result = await till.sync()

    expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 202))
    expect(answers[1]?.body).toEqual({ received: 2, accepted: 2, rejected: [] })
    expect(result.streams[0]).toMatchObject({ error: null, asOf: NOW.replace('Z', '.000Z') })
    expect(await till.marks()).toEqual({
      object: 3,
      array: 2,
      'array 2': 3,
      line: 4,
      'line 2': 5,
      packed: 1,
      'laid out': 2,
      '«Ёж», "\\\n📦': 2,
    })
  })

  test('10 000 records come in one request', async () => {
    const before = await count()

    const { body } = await post(
      till.url,
      Array.from({ length: 10_000 }, (_, n) => mark(`many ${n}`, 1 + (n % 5))),
    )
    const { streams } = await till.sync()

    expect(body).toEqual({ received: 10_000, accepted: 10_000, rejected: [] })
    expect([streams[0]?.added, (await count()) - before]).toEqual([10_000, 10_000])
    const [sum] = await till.rows(
      "select sum(score) as score from core.calls_rating where rating_id like 'many %' group by all",
    )
    expect(sum?.['score']).toBe(30_000)
  })

  test('a number with more digits than a program holds is kept digit by digit', async () => {
    await post(till.url, `[{"rating_id": 12345678901234567890, "rated_at": "${NOW}", "score": 1}]`)
    await till.sync()

    expect(await till.marks()).toHaveProperty('12345678901234567890', 1)
  })
})

const count = async () => Number((await till.rows('select count(*)::int as n from core.calls_rating'))[0]?.['n'])

describe('rows that do not fit', () => {
  test('are named in the answer with their number and field, kept, and stand among the rejected; the others are loaded', async () => {
    const before = (await rejected()).length

    const { status, body } = await post(till.url, [
      mark('good', 4),
      { rating_id: 'no score', rated_at: NOW },
      { rating_id: 'word', rated_at: 'yesterday', score: 'excellent' },
      5,
      { ...mark('good 2', 3), extra: { anything: [1] } },
    ])
    const { streams } = await till.sync()

    expect([status, body]).toEqual([
      202,
      {
        received: 5,
        accepted: 2,
        rejected: [
          { row: 2, path: 'score', message: 'is missing, and a row without it is not taken' },
          { row: 3, path: 'rated_at', message: 'is not a time' },
          { row: 3, path: 'score', message: 'is not a number' },
          { row: 4, path: '', message: 'is not an object' },
        ],
      },
    ])
    expect(streams[0]).toMatchObject({ added: 2, rejected: 3 })
    expect((await rejected()).length - before).toBe(3)
    expect(await till.marks()).toMatchObject({ good: 4, 'good 2': 3 })
  })

  test('a line that is no JSON costs itself alone, and the answer speaks Russian to who asks so', async () => {
    const body = [JSON.stringify(mark('before', 1)), '{"rating_id": "torn', JSON.stringify(mark('behind', 2))].join(
      '\n',
    )

    const answer = await post(till.url, body, { headers: { ...LINES, 'accept-language': 'ru-RU,ru;q=0.9' } })
    await till.sync()

    expect(answer.body).toEqual({ received: 3, accepted: 2, rejected: [{ row: 2, path: '', message: 'не JSON' }] })
    expect(await till.marks()).toMatchObject({ before: 1, behind: 2 })
    expect((await rejected()).map(({ record }) => record)).toContain('{"rating_id": "torn')
  })

  test('more than a thousand faults are counted, not listed', async () => {
    const { body } = await post(
      till.url,
      Array.from({ length: 1200 }, (_, id) => ({ rating_id: id, rated_at: NOW })),
    )

    expect([body.accepted, body.rejected?.length, body]).toMatchObject([0, 1000, { unlisted: 200 }])
    await till.sync()
  })
})

describe('who may post', () => {
  test.each([
    ['a wrong token', { token: 'till-token-0123456789abcdeX' }],
    ['a part of the token', { token: TOKEN.slice(0, -1) }],
    ['no token', { headers: { authorization: '' } }],
    ['another scheme', { headers: { authorization: `Basic ${TOKEN}` } }],
    ['an unknown source', { path: `/api/ingest/other/${STREAM}` }],
    ['an unknown stream and a wrong token', { path: '/api/ingest/till/other', token: 'x'.repeat(30) }],
  ])('%s is answered 401, and no more', async (_case, options) => {
    const answer = await post(till.url, mark('stranger'), options)

    expect([answer.status, answer.headers.get('www-authenticate'), answer.body.error?.code]).toEqual([
      401,
      'Bearer',
      'wrong_token',
    ])
    expect(JSON.stringify(answer.body)).not.toMatch(/till|calls/)
  })

  test('with the right token an unknown stream is named, and so are those that there are', async () => {
    const { status, body } = await post(till.url, mark('lost'), { path: '/api/ingest/till/calls.ratings' })

    expect([status, body.error?.message]).toEqual([
      404,
      'This source has no stream “calls.ratings”. It has: calls.rating.',
    ])
  })

  test('a page elsewhere is never told that it may post', async () => {
    const { status, headers } = await fetch(`${till.url}/api/ingest/till/${STREAM}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })

    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, null])
  })

  test('the token stands in no log', () => {
    expect(JSON.stringify(till.world.lines)).not.toContain(TOKEN)
  })
})

describe('bodies that cannot be kept are refused with a reason, and nothing of them is kept', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20))
  test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['JSON that breaks off', '[{"rating_id": 1}, {"rating', {}, 400, 'not_json'],
    ['an empty body', '', {}, 400, 'not_json'],
    ['an array without records', '[]', {}, 400, 'no_records'],
    ['lines without records', '\n \n', LINES, 400, 'no_records'],
    ['a lone number', '5', {}, 400, 'no_records'],
    ['invalid UTF-8', Buffer.from([...Buffer.from('{"rating_id":"'), 0xff, 0xfe, 0x22, 0x7d]), {}, 400, 'not_utf8'],
    ['a body that is larger than allowed', ' '.repeat(2_000_001), {}, 413, 'body_too_large'],
    ['a small body that unpacks to a large one', bomb, { 'content-encoding': 'gzip' }, 413, 'body_too_large'],
    ['gzip that breaks off', gzipSync('{}').subarray(0, 15), { 'content-encoding': 'gzip' }, 400, 'not_gzip'],
    ['an unknown encoding', '{}', { 'content-encoding': 'br' }, 415, 'wrong_encoding'],
    ['a form', 'rating_id=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'wrong_type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=windows-1251' }, 415, 'wrong_type'],
    ['an empty key', '{}', { 'idempotency-key': '""' }, 400, 'wrong_key'],
    ['a key that is too long', '{}', { 'idempotency-key': 'k'.repeat(256) }, 400, 'wrong_key'],
  ])('%s', async (_case, body, headers, status, code) => {
    const answer = await post(till.url, body, { headers })

    expect([answer.status, answer.body.error?.code]).toEqual([status, code])
    expect((await till.inbox.of('till')?.waiting(STREAM))?.requests).toBe(0)
  })

  test('a body that goes on for ever is cut off at the limit', async () => {
    const answer = await fetch(`${till.url}/api/ingest/till/${STREAM}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(100_000, 0x20)) }),
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      () => 'cut off',
    )

    expect([413, 'cut off']).toContain(answer)
  })

  test('a client that stops in the middle is answered 408, and holds up nobody', async () => {
    const slow = await halfOfARequest()
    const quick = await post(till.url, mark('quick'))
    const said = await saidTo(slow)

    expect(quick.status).toBe(202)
    expect(said).toContain('408 Request Timeout')
    expect(said).toContain('body_too_slow')
    await till.sync()
  })

  test('of a body whose sender went away nothing is kept', async () => {
    const gone = await halfOfARequest()
    gone.destroy()
    const after = await post(till.url, mark('after'))
    await till.sync()

    expect(after.status).toBe(202)
    expect(Object.keys(await till.marks()).filter((id) => id === 'half')).toEqual([])
  })
})

async function halfOfARequest(): Promise<Socket> {
  const socket = createConnection(Number(new URL(till.url).port), '127.0.0.1')
  const head = `POST /api/ingest/till/${STREAM} HTTP/1.1\r\nhost: till\r\nauthorization: Bearer ${TOKEN}\r\n`
  const body = JSON.stringify(mark('half'))
  await new Promise<void>((resolve) =>
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length + 10}\r\n\r\n${body}`, () =>
      resolve(),
    ),
  )
  return socket
}

const saidTo = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('close', () => resolve(text))
  })
