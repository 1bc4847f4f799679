import type { Row } from '../../../base/index.ts'
import { dayNumber, dayText, enteredAt, monthsLater } from './days.ts'
import { shareOf } from './draw.ts'
import { phoneOf } from './people.ts'

/** How records of a file change after they were entered. */
interface Change {
  id: string
  /** of this share of the records */
  share: number
  /** at most so many days after the entry, most of them soon */
  days: number
  /** the day of the entry */
  enteredOn(record: Row): number
  /** when it was entered */
  enteredAt(record: Row): string
  /** what was said at first; undefined where nothing can have changed */
  former(record: Row): Row | undefined
}

const CHANGES: Readonly<Record<string, Change>> = {
  clients: {
    id: 'client_id',
    share: 0.12,
    days: 3000,
    enteredOn: ({ registered_at: at }) => dayNumber(String(at).slice(0, 10)),
    enteredAt: ({ registered_at: at }) => String(at),
    // a new number; or no more messages, please
    former: (client) =>
      client['opted_out'] === true
        ? { opted_out: false }
        : { phone: phoneOf(shareOf(`former phone ${client['client_id']}`)) },
  },
  loans: {
    id: 'loan_id',
    share: 0.01,
    days: 200,
    enteredOn: ({ issued_on: on }) => dayNumber(String(on)),
    enteredAt: ({ loan_id: id, issued_on: on }) => enteredAt(dayNumber(String(on)), `loan ${id}`),
    // the end was typed a month late
    former: ({ due_on: on }) => ({ due_on: dayText(monthsLater(dayNumber(String(on)), 1)) }),
  },
  payments: {
    id: 'payment_id',
    share: 0.03,
    days: 800,
    enteredOn: ({ paid_on: on }) => dayNumber(String(on)),
    enteredAt: ({ payment_id: id, paid_on: on }) => enteredAt(dayNumber(String(on)), `payment ${id}`),
    // a digit too many, or one too few
    former: ({ payment_id: id, amount }) => ({
      amount: shareOf(`wrong ${id}`) < 0.5 ? Number(amount) * 10 : Math.max(1, Math.floor(Number(amount) / 10)),
    }),
  },
}

/** Gives some records of a file a later time of change, as though they had said something else before; none after `last`. */
export const withChange =
  (last: number) =>
  (file: string, record: Row): { file: string; record: Row } => {
    const change = CHANGES[file]
    if (!change) return { file, record }
    const id = String(record[change.id])
    if (shareOf(`changed ${file} ${id}`) >= change.share) return { file, record }
    const on = change.enteredOn(record) + 1 + Math.floor(shareOf(`changed on ${file} ${id}`) ** 2 * change.days)
    return { file, record: on > last ? record : { ...record, updated_at: enteredAt(on, `changed ${file} ${id}`) } }
  }

/** What a record said before it was corrected. */
export function before(file: string, record: Row): Row | undefined {
  const change = CHANGES[file]
  if (!change) return undefined
  const entered = change.enteredAt(record)
  if (record['updated_at'] === entered) return undefined
  return { ...record, ...change.former(record), updated_at: entered }
}
