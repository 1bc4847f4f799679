import { readFileSync } from 'node:fs'
import { trusted, type Stream } from '../../kit/index.ts'
import type { FreepbxSettings } from './schema.ts'

/** Columns of `cdr` that are read; `amaflags` breaks the web interface, and nothing needs it. */
export const CDR_COLUMNS = [
  'calldate',
  'src',
  'dst',
  'dcontext',
  'channel',
  'dstchannel',
  'lastapp',
  'duration',
  'billsec',
  'disposition',
  'uniqueid',
  'did',
  'recordingfile',
  'linkedid',
  'sequence',
] as const

const NUMBERS = new Set<string>(['duration', 'billsec'])

const RECORD = Object.fromEntries(CDR_COLUMNS.map((name) => [name, NUMBERS.has(name) ? 'bigint' : 'varchar']))

const QUEUE_LOG = {
  event_id: 'varchar',
  time: 'varchar',
  place: 'bigint',
  callid: 'varchar',
  queue: 'varchar',
  agent: 'varchar',
  event: 'varchar',
  data1: 'varchar',
  data2: 'varchar',
  data3: 'varchar',
  data4: 'varchar',
  data5: 'varchar',
}

export function streams(settings: FreepbxSettings): readonly Stream[] {
  const legs = { name: 'cdr', record: RECORD, feeds: [feed('calls.leg', 'leg', settings)] }
  const events = { name: 'queue_log', record: QUEUE_LOG, feeds: [feed('calls.queue_event', 'queue_event', settings)] }
  const agents = {
    name: 'users',
    record: { extension: 'varchar', name: 'varchar' },
    feeds: [feed('calls.agent', 'agent', settings)],
  }
  const all = [legs, ...(settings.queueLog ? [events] : []), agents]
  return all.map((stream) => ({ ...stream, format: 'ndjson' }))
}

/** Settings stand in the staging SQL as its own examples do; all of them were checked. */
const feed = (entity: string, file: string, settings: FreepbxSettings) => ({
  entity,
  staging: trusted(
    readFileSync(new URL(`staging/${file}.sql`, import.meta.url), 'utf8')
      .replace("'Europe/Moscow' as zone", `${literal(settings.timeZone)} as zone`)
      .replace("'[0-9]{2,6}' as extension", `'[0-9]{${settings.extensionDigits.join(',')}}' as extension`)
      .replace("['from-trunk'] as trunk", `[${settings.trunkContexts.map(literal).join(', ')}] as trunk`),
  ),
})

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
