// A server that takes ratings: the product's inbox, or a bare handler. Ends with its parent's word, and says what it took.
import { open } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { silentLog, type World } from '../../src/base/index.ts'
import { openInbox } from '../../src/ingest/index.ts'
import { Secret } from '../../src/kit/index.ts'
import { rating } from '../../src/packs/calls/entities.ts'
import { ingestRoutes } from '../../src/server/ingest-routes.ts'
import { webhook } from '../../src/sources/webhook/index.ts'
import { TOKEN } from './load.ts'

const [kind = '', folder = ''] = process.argv.slice(2)
const world: World = { now: () => new Date(), sleep: () => Promise.resolve(), fetch, log: silentLog }

/** Parses and writes each request, and answers when it is on disk. */
async function bare(): Promise<Hono> {
  const file = await open(join(folder, 'bare.ndjson'), 'a')
  return new Hono().post('/api/ingest/:source/:stream', async (context) => {
    const rows = await context.req.json<unknown[]>()
    await file.appendFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    await file.datasync()
    return context.json({ accepted: rows.length }, 202)
  })
}

/** The same, where requests that come while the disk is busy share its next turn. */
async function bareShared(): Promise<Hono> {
  const file = await open(join(folder, 'shared.ndjson'), 'a')
  let waiting: { text: string; done: () => void }[] = []
  let isWriting = false
  const write = async () => {
    isWriting = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await file.appendFile(group.map(({ text }) => text).join(''))
      await file.datasync()
      for (const { done } of group) done()
    }
    isWriting = false
  }
  return new Hono().post('/api/ingest/:source/:stream', async (context) => {
    const rows = await context.req.json<unknown[]>()
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    await new Promise<void>((done) => {
      waiting.push({ text, done })
      if (!isWriting) void write()
    })
    return context.json({ accepted: rows.length }, 202)
  })
}

function inbox(): Hono {
  const { definition } = webhook({ id: 'till' })
  const given = { token: new Secret(TOKEN), streams: { 'calls.rating': {} }, requestsPerMinute: 100_000_000 }
  const source = { id: 'till', definition, settings: definition.settings.parse(given) }
  const options = { sources: [source], entities: [rating], folder: join(folder, 'inbox'), address: () => '' }
  const opened = openInbox({ ...options, locale: 'en', cursor: async () => undefined }, world)
  return new Hono().route('/api/ingest', ingestRoutes(opened))
}

const app = kind === 'inbox' ? inbox() : kind === 'bare' ? await bare() : await bareShared()
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
let before = process.cpuUsage()
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(`${(user + system) / 1e6}\n`)
  before = process.cpuUsage()
})
process.stdin.on('end', () => process.exit())
