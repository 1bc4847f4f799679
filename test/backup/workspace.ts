import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { startFreshdeskSandbox, type FreshdeskSandbox } from '../../src/sandbox/index.ts'
import { writeWorkspace } from '../../src/workspace/index.ts'
import { smallDesk } from '../small-desk.ts'

export const NOW = '2024-01-01T06:00:00Z'
export const ASKER = { person: OWNER, locale: 'en' as const }
export const TOKEN = 'till-token-0123456789abcdef'
export const TICKETS = 250

/** A help desk behind a gate at which requests can be held, and a till that posts. */
const configOf = (deskUrl: string): string => `import { defineWorkspace, secret } from 'svodka'
import { freshdesk, webhook } from 'svodka/sources'
import { calls, support } from 'svodka/packs'

export default defineWorkspace({
  name: 'Backed up', timeZone: 'Europe/Moscow', locale: 'en', currency: 'RUB',
  sources: [
    freshdesk({ id: 'desk', domain: 'acme', apiKey: secret('DESK_KEY'), baseUrl: '${deskUrl}', pageSize: 100 }),
    webhook({ id: 'till', token: secret('TILL_TOKEN'), loadEverySeconds: 86400, streams: { 'calls.rating': {} } }),
  ],
  packs: [support({ lines: { line_1: ['Первая линия'], line_2: [], development: ['Development'] } }), calls({})],
  sync: [{ at: '0 4 1 6 *' }],
  reports: [{ report: 'support.morning', at: '45 8 1 6 *', to: ['head'], pictures: false }],
  recipients: { head: { folder: 'sent', locale: 'en' } },
  server: { port: 18710 },
})
`

/** Requests go through until it is shut; those that come then wait for it to open. */
export interface Gate {
  url: string
  /** resolves when a request waits whose path fits */
  shut(path: RegExp): Promise<void>
  open(): void
  close(): Promise<void>
}

async function openGate(target: () => string): Promise<Gate> {
  let shut: { path: RegExp; waits: () => void; waiting: (() => void)[] } | undefined
  const server = createServer(async (incoming, outgoing) => {
    if (shut?.path.test(incoming.url ?? '')) {
      const { waiting, waits } = shut
      waits()
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    const { method, headers } = incoming
    incoming.pipe(
      request(new URL(incoming.url ?? '/', target()), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const open = () => {
    for (const go of shut?.waiting ?? []) go()
    shut = undefined
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: (path) => new Promise((resolve) => void (shut = { path, waits: resolve, waiting: [] })),
    open,
    async close() {
      open()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface BackedUpWorkspace {
  folder: string
  /** a folder that is not there yet, for backups and restored workspaces */
  place(name: string): string
  desk: FreshdeskSandbox
  gate: Gate
  environment: NodeJS.ProcessEnv
  /** opens a workspace of this test, at its pinned clock; it is closed with everything else */
  open(folder?: string): Promise<OpenSvodka>
  close(): Promise<void>
}

export async function openBackedUp(): Promise<BackedUpWorkspace> {
  const home = mkdtempSync(join(tmpdir(), 'svodka-backup-'))
  const folder = join(home, 'work')
  const clock = () => new Date(NOW)
  const desk = await startFreshdeskSandbox(smallDesk(TICKETS), { rateLimits: 'off' }, clock)
  const gate = await openGate(() => desk.url)
  const environment = { DESK_KEY: 'sample-key', TILL_TOKEN: TOKEN }
  writeWorkspace(folder, {
    'svodka.config.ts': configOf(gate.url),
    '.env': `DESK_KEY=sample-key\nTILL_TOKEN=${TOKEN}\n`,
  })
  const opened = new Set<OpenSvodka>()
  return {
    folder,
    place: (name) => join(home, name),
    desk,
    gate,
    environment,
    async open(at = folder) {
      const svodka = await openSvodka(at, { ...environment }, clock)
      const closing = { ...svodka, close: async () => void (opened.delete(closing) && (await svodka.close())) }
      opened.add(closing)
      return closing
    },
    async close() {
      gate.open()
      for (const svodka of opened) await svodka.close()
      await gate.close()
      await desk.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
