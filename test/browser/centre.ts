import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleCalls, SAMPLE_OPERATORS, SAMPLE_QUEUES } from '../../src/packs/calls/index.ts'
import { startFreepbxSandbox } from '../../src/sandbox/index.ts'
import { openOwnWorkspace } from '../own-workspace.ts'

export interface ServedCentre {
  url: string
  /** what a request of its administrator carries */
  headers: Readonly<Record<string, string>>
  /** moves the clock of the exchange and of the program, and reads the exchange */
  goOn(time: Date): Promise<void>
  close(): Promise<void>
}

const OPERATORS = Object.fromEntries(SAMPLE_OPERATORS.map(({ extension, name }) => [extension, name]))

const CONFIG = `import { defineWorkspace, secret } from 'svodka'
import { freepbx } from 'svodka/sources'
import { calls } from 'svodka/packs'

export default defineWorkspace({
  name: 'Контакт-центр',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  sources: [
    freepbx({
      id: 'pbx',
      timeZone: 'Europe/Moscow',
      api: { baseUrl: process.env['PBX_URL'], clientId: 'svodka', clientSecret: secret('PBX_SECRET') },
      queueLog: { file: 'queue_log' },
      agents: ${JSON.stringify(OPERATORS)},
      from: '2023-12-04',
    }),
  ],
  packs: [calls({ queues: ${JSON.stringify(SAMPLE_QUEUES)} })],
})
`

/** A contact centre whose exchange goes on with its clock: read, built and served as anybody's own would be. */
export async function serveCentre(from: Date): Promise<ServedCentre> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-centre-'))
  let now = from
  const clock = () => now
  const sample = sampleCalls({ seed: 7 })
  const lines = sample.queueLog.map(({ time, callid, queue, agent, event, data }) => ({
    at: time,
    text: [time, callid, queue, agent, event, ...data].join('|'),
  }))
  const exchange = await startFreepbxSandbox(
    sample.cdr.map((row) => ({ ...row })),
    { timeZone: 'Europe/Moscow', files: [{ file: join(folder, 'queue_log'), lines }] },
    clock,
  )
  Object.assign(process.env, { PBX_URL: exchange.url, PBX_SECRET: 'sample-secret' })
  const given = { folder, environment: process.env, clock }
  const workspace = await openOwnWorkspace({ 'svodka.config.ts': CONFIG }, given)
  await workspace.read()
  const { url, headers } = await workspace.serve()
  return {
    url,
    headers,
    async goOn(time) {
      now = time
      await workspace.read()
    },
    async close() {
      await workspace.close()
      await exchange.close()
    },
  }
}
