import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OutboxRow } from '../../../src/state/index.ts'
import { contentsOf, type Contents } from './contents.ts'
import type { Day, StandIns } from './stand-ins.ts'
import { messagesOf, SCENES } from './workspace.ts'

/** What a day left: in the workspace, with people, in the other database. */
export interface Left extends Contents {
  /** what stands in the chat of the head and on the shelf, each with how often */
  received: ReadonlyMap<string, number>
  notices: readonly string[]
  /** rows of each published mart, as text in order */
  mirror: Readonly<Record<string, readonly string[]>>
}

export async function leftBy({ folder, places }: Day, { telegram, database }: StandIns): Promise<Left> {
  const contents = await contentsOf(folder)
  const received = new Map<string, number>()
  const note = (name: string) => received.set(name, (received.get(name) ?? 0) + 1)
  for (const { text, photo, document } of telegram.messages(places.chats.head)) {
    const [title = ''] = text.split('\n')
    note(`chat: ${photo ? 'picture' : document ? `file ${document.name}` : 'text'} ${title}`)
  }
  for (const file of readdirSync(join(folder, 'shelf'))) note(`shelf: ${file}`)
  const mirror: Record<string, readonly string[]> = {}
  for (const view of await database.run(`select table_name from information_schema.views where table_schema = $1`, [
    places.schema,
  ])) {
    const name = String(view['table_name'])
    if (name.startsWith('svodka_')) continue
    const rows = await database.run(`select * from ${places.schema}.${name}`)
    mirror[name] = rows.map((row) => JSON.stringify(row)).toSorted()
  }
  const notices = telegram.messages(places.chats.admin).flatMap(({ text, document }) => (document ? [] : [text]))
  return { ...contents, received, notices, mirror }
}

/** What a disturbed day has that an undisturbed one has not, and the other way round. */
export interface Verdict {
  lost: readonly string[]
  doubled: readonly string[]
  /** neither lost nor doubled, and yet not as it should be */
  other: readonly string[]
  unknown: number
  /** unknown parts that did arrive */
  arrived: number
  told: readonly string[]
}

export function verdictOn(left: Left, undisturbed: Left, accepted: readonly string[]): Verdict {
  const lost: string[] = []
  const doubled: string[] = []
  const other: string[] = []
  compareRows('', left.tables, undisturbed.tables, { lost, doubled })
  compareRows('mirror of ', left.mirror, undisturbed.mirror, { lost, doubled })
  countOnce('posted', accepted, left.landed.till, { lost, doubled })
  if (undisturbed.landed.bus.size > 0) countOnce('message', allMessages(), left.landed.bus, { lost, doubled })
  const unknown = left.outbox.filter(({ state }) => state === 'unknown')
  compareReceived(left, undisturbed, unknown, { lost, doubled })
  const parts = (rows: readonly OutboxRow[]) =>
    rows
      .filter(({ report }) => report !== 'notice')
      .map(nameOf)
      .toSorted()
  const missing = parts(undisturbed.outbox).filter((name) => !parts(left.outbox).includes(name))
  lost.push(...missing.map((name) => `part ${name}`))
  const unsettled = left.outbox.filter(({ state }) => state !== 'sent' && state !== 'unknown')
  other.push(...unsettled.map((row) => `${nameOf(row)} is ${row.state}`))
  other.push(...left.strayFiles.map((file) => `raw: ${file}`))
  if (left.rejected > 0) other.push(`${left.rejected} rejected`)
  const reports = unknown.filter(({ report }) => report !== 'notice')
  const put = left.outbox.filter(({ report }) => report === 'notice').map(({ body }) => String(body['text']))
  for (const { recipient, part } of reports)
    if (!put.some((text) => text.includes(recipient) && text.includes(part))) other.push(`nobody was told of ${part}`)
  if (new Set(left.notices).size !== left.notices.length) other.push('a notice came twice')
  const missingParts = sum(undisturbed.received) - sum(left.received)
  return { lost, doubled, other, unknown: reports.length, arrived: reports.length - missingParts, told: left.notices }
}

const nameOf = ({ report, recipient, channel, edition, part }: OutboxRow): string =>
  `${report} ${recipient} ${channel} ${edition} ${part}`

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0)

const allMessages = (): string[] => SCENES.flatMap((_, scene) => messagesOf(scene).map(({ id }) => id))

interface Found {
  lost: string[]
  doubled: string[]
}

function compareRows(
  place: string,
  found: Readonly<Record<string, readonly string[]>>,
  expected: Readonly<Record<string, readonly string[]>>,
  { lost, doubled }: Found,
): void {
  for (const table of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const [mine, theirs] = [counted(found[table] ?? []), counted(expected[table] ?? [])]
    for (const [row, times] of theirs) if ((mine.get(row) ?? 0) < times) lost.push(`${place}${table}: ${row}`)
    for (const [row, times] of mine) if ((theirs.get(row) ?? 0) < times) doubled.push(`${place}${table}: ${row}`)
  }
}

function counted(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  return counts
}

function countOnce(
  what: string,
  ids: readonly string[],
  landed: ReadonlyMap<string, number>,
  { lost, doubled }: Found,
): void {
  for (const id of ids) if (!landed.has(id)) lost.push(`${what} ${id}`)
  for (const [id, times] of landed) if (times > 1) doubled.push(`${what} ${id}`)
}

/** A part whose fate is unknown may be missing, and none may be there twice. */
function compareReceived(left: Left, undisturbed: Left, unknown: readonly OutboxRow[], { lost, doubled }: Found): void {
  const missing: string[] = []
  for (const [name, times] of undisturbed.received) {
    const mine = left.received.get(name) ?? 0
    if (mine < times) missing.push(name)
    if (mine > times) doubled.push(name)
  }
  for (const name of left.received.keys()) if (!undisturbed.received.has(name)) doubled.push(name)
  if (missing.length > unknown.length) lost.push(...missing)
}
