import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Row, World } from '../../src/base/index.ts'
import { createIngest, openInbox, type Inbox, type Ingest, type SyncResult } from '../../src/ingest/index.ts'
import { Secret, trusted, type Entity } from '../../src/kit/index.ts'
import { rating } from '../../src/packs/calls/entities.ts'
import { ingestRoutes } from '../../src/server/ingest-routes.ts'
import { webhook } from '../../src/sources/webhook/index.ts'
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
  /** what its records become; ratings unless told */
  entity?: Entity
}

/** A source that receives ratings, with a warehouse, an inbox and an HTTP server, all of them real; the clock stands still. */
export async function openTill({
  folder = mkdtempSync(join(tmpdir(), 'svodka-till-')),
  settings = {},
  stream = {},
  entity = rating,
}: TillOptions = {}): Promise<Till> {
  const world = pinnedWorld(NOW)
  const source = sourceOf(settings, stream)
  const warehouse = await openWarehouse({ folder }, world)
  const streams = source.definition.streams(source.settings)
  await warehouse.prepare({ sources: [{ id: source.id, streams }], entities: [entity], models: [], settingsTables: [] })
  const { inbox, url, close } = await openDoors({ folder, source, entity, cursor: warehouse.cursor }, world)
  const ingest = createIngest({ sources: [source], warehouse, folder, world, inbox })
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
      await close()
      await warehouse.close()
      if (!keepFolder) rmSync(folder, { recursive: true })
    },
  }
}

export function sourceOf(settings: Record<string, unknown> = {}, stream: Record<string, unknown> = {}) {
  const { definition } = webhook({ id: 'till' })
  const given = { token: new Secret(TOKEN), streams: { [STREAM]: stream }, ...settings }
  return { id: 'till', definition, settings: definition.settings.parse(given) }
}

interface DoorOptions {
  folder: string
  source: ReturnType<typeof sourceOf>
  entity?: Entity
  cursor: Warehouse['cursor']
}

/** The inbox behind a server of its own. */
export async function openDoors({ folder, source, entity = rating, cursor }: DoorOptions, world: World) {
  let url = ''
  const inbox = openInbox(
    {
      sources: [source],
      entities: [entity],
      folder: join(folder, 'inbox'),
      address: () => url,
      locale: 'en',
      cursor,
    },
    world,
  )
  const app = new Hono().route('/api/ingest', ingestRoutes(inbox))
  const server = await new Promise<Server>((resolve) => {
    const made = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(made as Server))
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await inbox.close()
  }
  return { inbox, url, close }
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
