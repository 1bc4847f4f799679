import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import { startFreepbxSandbox, type CallRecord, type FreepbxSandbox } from '../../src/sandbox/index.ts'
import { openPbxWorkspace, type PbxWorkspace } from './pbx-workspace.ts'

/*
856 rows of a public export of FreePBX, without `linkedid`: here, and only here, a row is a call. They go through the source and
the pack as anybody's would. How many there are of each kind was counted by the export's own columns.
*/
const FILE = fileURLToPath(new URL('../../../shared/data/pbx/freepbx_cdr.csv', import.meta.url))

const NAMES =
  'calldate clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition amaflags accountcode uniqueid userfield did recordingfile cnum cnam outbound_cnum outbound_cnam dst_cnam sequence peeraccount'.split(
    ' ',
  )

/** Fields in quotes where they hold quotes. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  )

function recordOf(line: string, at: number): CallRecord {
  const record = Object.fromEntries(NAMES.map((name, place) => [name, cellsOf(line)[place] ?? '']))
  const [, day = '', month = '', rest = ''] = /^(\d+)\/(\d+)\/(.*)$/.exec(record['calldate'] ?? '') ?? []
  const [year = '', time = ''] = rest.split(' ')
  const calldate = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${time}`
  const [duration, billsec] = [Number(record['duration']), Number(record['billsec'])]
  return { ...record, calldate, duration, billsec, sequence: at, linkedid: '' }
}

describe.skipIf(!existsSync(FILE))(`an export of FreePBX${existsSync(FILE) ? '' : ` (${FILE} is not here)`}`, () => {
  let sandbox: FreepbxSandbox
  let workspace: PbxWorkspace
  beforeAll(async () => {
    const lines = readFileSync(FILE, 'utf8').split(/\r?\n/).filter(Boolean)
    sandbox = await startFreepbxSandbox(lines.map(recordOf), {}, () => new Date('2017-10-01T00:00:00Z'))
    const api = { baseUrl: sandbox.url, clientId: 'svodka', clientSecret: new Secret('sample-secret') }
    workspace = await openPbxWorkspace(
      { api, from: '2017-09-01' },
      { now: '2017-10-01T06:00:00Z', hasMarts: true, pack: { directions: ['inbound', 'outbound', 'internal'] } },
    )
    await workspace.sync()
    await workspace.build()
  })
  afterAll(async () => {
    await workspace.close()
    await sandbox.close()
  })

  test('every row is there, and is a call', async () => {
    const [row] = await workspace.rows('select count(*) as calls, sum(legs) as legs from mart.calls_calls')

    expect(Object.values(row ?? {})).toEqual([856, 856])
  })

  test('answered by a person are 230; the 331 of voicemail and the 10 of a queue with nobody at the far side are not', async () => {
    const rows = await workspace.rows(`
      select application, outcome, count(*) as calls
      from core.calls_leg inner join mart.calls_calls using (call_id)
      where disposition = 'ANSWERED' and application in ('Dial', 'VoiceMail', 'Queue')
      group by application, outcome order by application`)
    const asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'en' } as const
    const { rows: figures } = await workspace.figures.query({ metrics: ['calls.handled', 'calls.calls'] }, asker)

    expect(rows.map((row) => Object.values(row))).toEqual([
      ['Dial', 'answered', 230],
      ['Queue', 'no_answer', 10],
      ['VoiceMail', 'voicemail', 331],
    ])
    expect(figures).toEqual([{ 'calls.handled': 230, 'calls.calls': 856 }])
  })

  test('talk is what the answered rows say, and nothing of machines', async () => {
    const [row] = await workspace.rows(`
      select sum(c.talk_seconds)::bigint as talk,
        sum(l.talk_seconds) filter (where application = 'Dial' and disposition = 'ANSWERED')::bigint as said
      from core.calls_leg as l inner join mart.calls_calls as c using (call_id)`)

    expect(row?.['talk']).toBe(row?.['said'])
    expect(Number(row?.['talk'])).toBeGreaterThan(0)
  })
})
