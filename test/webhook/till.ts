import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Row } from '../../src/base/index.ts'
import { createIngest, openInbox, type Inbox, type Ingest, type SyncResult } from '../../src/ingest/index.ts'
import { Secret, trusted } from '../../src/kit/index.ts'
import { rating } from '../../src/packs/calls/entities.ts'
import { ingestRoutes } from '../../src/server/ingest-routes.ts'
import { webhook } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'

export const TOKEN = 'till-token-0123456789abcdef'
export const NOW = '2026-11-21T09:00:00Z'
export const STREAM = 'calls.rating'

export interface Till {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  inbox: Inbox
  ingest: Ingest
  url: string
  sync(): Promise<SyncResult>
  rows(query: string): Promise<readonly Row[]>
  /** the marks in core, by their ids */
  marks(): Promise<Record<string, number>>
  close(options?: { keepFolder?: boolean }): Promise<void>
}

export interface TillOptions {
  folder?: string
  settings?: Record<string, unknown>
  stream?: Record<string, unknown>
}

/** A source that receives ratings, with a warehouse, an inbox and an HTTP server, all of them real; the clock stands still. */
export async function openTill({
  folder = mkdtempSync(join(tmpdir(), 'svodka-till-')),
  settings = {},
  stream = {},
}: TillOptions = {}): Promise<Till> {
  const world = pinnedWorld(NOW)
  const { definition } = webhook({ id: 'till' })
  const checked = definition.settings.parse({ token: new Secret(TOKEN), streams: { [STREAM]: stream }, ...settings })
  const sources = [{ id: 'till', definition, settings: checked }]
  const warehouse = await openWarehouse({ folder }, world)
  const streams = definition.streams(checked)
  await warehouse.prepare({ sources: [{ id: 'till', streams }], entities: [rating], models: [], settingsTables: [] })
  const { server, url } = await listen(() => inbox)
  const inbox = openInbox(
    {
      sources,
      entities: [rating],
      folder: join(folder, 'inbox'),
      address: () => url,
      locale: 'en',
      cursor: warehouse.cursor,
    },
    world,
  )
  const ingest = createIngest({ sources, warehouse, folder, world, inbox })
  const rows = (query: string) => warehouse.rows(trusted(query))
  return {
    folder,
    world,
    warehouse,
    inbox,
    ingest,
    url,
    sync: () => ingest.sync({ mode: 'new', locale: 'en' }, () => {}),
    rows,
    marks: async () =>
      Object.fromEntries(
        (await rows('select rating_id, score from core.calls_rating order by 1')).map((row) => [
          row['rating_id'],
          row['score'],
        ]),
      ),
    async close({ keepFolder = false } = {}) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await inbox.close()
      await warehouse.close()
      if (!keepFolder) rmSync(folder, { recursive: true })
    },
  }
}

export async function listen(inbox: () => Pick<Inbox, 'receive'>): Promise<{ server: Server; url: string }> {
  const app = new Hono().route('/api/ingest', ingestRoutes({ receive: (post) => inbox().receive(post) }))
  const server = await new Promise<Server>((resolve) => {
    const made = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(made as Server))
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

export interface PostOptions {
  path?: string
  token?: string
  headers?: Record<string, string>
}

export interface Posted {
  status: number
  body: {
    received?: number
    accepted?: number
    rejected?: { row: number; path: string; message: string }[]
    error?: { code: string; message: string }
  }
  headers: Headers
}

/** Posts text as it is, anything else as JSON. */
export async function post(
  url: string,
  body: unknown,
  { path = `/api/ingest/till/${STREAM}`, token = TOKEN, headers = {} }: PostOptions = {},
): Promise<Posted> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: isRaw ? (body as string) : JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Posted['body'], headers: answer.headers }
}

export const mark = (id: number | string, score = 5) => ({ rating_id: String(id), rated_at: NOW, score })
