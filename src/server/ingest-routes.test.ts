import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Post } from '../ingest/index.ts'
import type { Program, RunningServer } from './index.ts'
import { startWhole } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-ingest-'))
let server: RunningServer

/** Says what reached it. */
const inbox = {
  async receive({ source, stream, headers, body }: Post) {
    let bytes = 0
    for await (const chunk of body) bytes += (chunk as Buffer).length
    const said = { source, stream, authorization: headers.authorization, bytes }
    return { status: 202 as const, body: JSON.stringify(said), headers: { 'x-asked': 'yes' } }
  },
}

beforeAll(async () => {
  const options = { port: 18470, page: folder, serverFile: join(folder, 'server.json'), inbox }
  server = await startWhole({} as Program, options)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** As a proxy passes it on: with the name by which the world knows this machine. */
const ask = (method: string, body = ''): Promise<{ status: number | undefined; text: string; headers: object }> =>
  new Promise((resolve, reject) => {
    const headers = { host: 'figures.example.com', origin: 'https://till.example', authorization: 'Bearer t' }
    const asked = request(`${server.url}/api/ingest/till/calls.rating`, { method, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode, text, headers: answer.headers }))
    })
    asked.on('error', reject)
    asked.end(body)
  })

test('records that are posted through a proxy reach the inbox, whatever name it passes on and however long they are', async () => {
  const { status, text, headers } = await ask('POST', 'x'.repeat(3_000_000))

  expect([status, JSON.parse(text)]).toEqual([
    202,
    { source: 'till', stream: 'calls.rating', authorization: 'Bearer t', bytes: 3_000_000 },
  ])
  expect(headers).toMatchObject({ 'x-asked': 'yes', 'cache-control': 'no-store' })
})

test.each(['GET', 'PUT', 'OPTIONS'])(
  '%s by a foreign name is refused as everywhere else, and no page is allowed in',
  async (method) => {
    const { status, headers } = await ask(method)

    expect(status).toBe(403)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  },
)
