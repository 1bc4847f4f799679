import { closeSync, openSync, writeSync } from 'node:fs'

const FIRST_CREATION = Date.UTC(2019, 0, 1)
const CREATION_STEP_SECONDS = 150
const CHUNK = 5000

export interface TicketsFile {
  path: string
  /** the first ticket's number */
  from: number
  count: number
  /** raises updated_at and the status of every ticket: a later delivery of the same tickets */
  revision?: number
  /** distance between numbers: 1 for neighbours, more for scattered ones */
  step?: number
  /** every so many tickets one line that does not fit */
  brokenEvery?: number
}

/** Writes Freshdesk-like list tickets with stats, about 525 bytes each, the same ones at every call. */
export function writeTickets(file: TicketsFile): void {
  const target = openSync(file.path, 'w')
  try {
    for (let at = 0; at < file.count; at += CHUNK) writeSync(target, chunk(file, at, Math.min(CHUNK, file.count - at)))
  } finally {
    closeSync(target)
  }
}

function chunk(file: TicketsFile, at: number, count: number): string {
  let text = ''
  for (let index = at; index < at + count; index++) {
    const number = file.from + index * (file.step ?? 1)
    const isBroken = file.brokenEvery !== undefined && index % file.brokenEvery === file.brokenEvery >> 1
    text += isBroken ? brokenLine(number, file.revision ?? 0) : `${ticketLine(number, file.revision ?? 0)}\n`
  }
  return text
}

const brokenLine = (number: number, revision: number): string =>
  number % 2 === 0
    ? `${ticketLine(number, revision).replace(/"created_at":"[^"]+"/, '"created_at":"31.02.2023"')}\n`
    : `${ticketLine(number, revision).slice(0, 200)}\n`

/** Arithmetic mixing, so that the tickets are the same on every machine and version. */
const mixed = (number: number, salt: number): number => {
  let value = Math.imul(number + salt * 0x9e37, 0x85ebca6b)
  value ^= value >>> 13
  value = Math.imul(value, 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

const instant = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

function ticketLine(number: number, revision: number): string {
  const createdAt = FIRST_CREATION + number * CREATION_STEP_SECONDS * 1000
  const minutes = 10 + (mixed(number, 1) % 20_000)
  const isOpen = mixed(number, 2) % 12 === 0
  const answeredAt = createdAt + (minutes % 600) * 60_000
  const resolvedAt = createdAt + minutes * 60_000
  const updatedAt = resolvedAt + revision * 86_400_000
  const stats = isOpen
    ? `{"first_responded_at":null,"status_updated_at":"${instant(createdAt)}","resolved_at":null,"closed_at":null,"pending_since":null}`
    : `{"first_responded_at":"${instant(answeredAt)}","status_updated_at":"${instant(resolvedAt)}","resolved_at":"${instant(resolvedAt)}","closed_at":"${instant(resolvedAt)}","pending_since":null}`
  return `{"id":${number},"subject":"Request ${mixed(number, 3)}","type":"Category ${mixed(number, 4) % 40}","priority":${1 + (mixed(number, 5) % 4)},"status":${isOpen ? 2 : 4 + (revision % 2)},"source":${1 + (mixed(number, 6) % 3)},"group_id":${4300 + (mixed(number, 7) % 12)},"responder_id":${5000 + (mixed(number, 8) % 90)},"requester_id":${900_000 + (mixed(number, 9) % 70_000)},"spam":false,"fr_escalated":false,"tags":["mail"],"due_by":"${instant(createdAt + 86_400_000)}","fr_due_by":"${instant(createdAt + 14_400_000)}","created_at":"${instant(createdAt)}","updated_at":"${instant(updatedAt)}","stats":${stats}}`
}
