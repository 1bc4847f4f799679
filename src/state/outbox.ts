import { createHash, randomUUID } from 'node:crypto'
import type { Insertable, Updateable } from 'kysely'
import { SvodkaError, type Instant, type World } from '../base/index.ts'
import type { NewPart, OutboxKey, OutboxRow, OutboxState, OutboxStore, Settled } from './contract.ts'
import { fields, later, said, stored } from './rows.ts'
import type { Database, OutboxTable, Writing } from './schema.ts'
import { words } from './words.ts'

/** What a later part of the same message waits for. */
const UNSETTLED: readonly OutboxState[] = ['waiting', 'sending']

export function createOutbox(database: Database, world: World): OutboxStore {
  const now = () => stored(world.now())
  return {
    add: (parts) =>
      database.transaction().execute(async (transaction) => {
        const rows: OutboxRow[] = []
        let added = 0
        for (const part of parts) {
          if (await addPart(transaction, part, now())) added += 1
          rows.push(outboxRow(await partsOf(transaction, part).executeTakeFirstOrThrow()))
        }
        return { rows, added }
      }),

    claim: ({ owner, leaseSeconds }) =>
      database.transaction().execute(async (transaction) => {
        const next = await free(transaction)
          .select('next.id')
          .where(({ eb, or }) => or([eb('next.not_before', 'is', null), eb('next.not_before', '<=', now())]))
          .orderBy('next.created_at')
          .orderBy('next.report')
          .orderBy('next.recipient')
          .orderBy('next.channel')
          .orderBy('next.edition')
          .orderBy('next.place')
          .orderBy('next.part')
          .limit(1)
          .executeTakeFirst()
        if (!next) return undefined
        const held = {
          state: 'sending',
          owner,
          lease_until: later(world.now(), leaseSeconds),
          is_on_wire: 0,
          changed_at: now(),
        } as const
        const { numUpdatedRows } = await transaction
          .updateTable('outbox')
          .set(({ eb }) => ({ ...held, attempt: eb('attempt', '+', 1) }))
          .where('id', '=', next.id)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        return numUpdatedRows === 1n ? rowById(transaction, next.id) : undefined
      }),

    async nextAt() {
      const row = await free(database)
        .select(({ fn }) => fn.min(fn.coalesce('next.not_before', 'next.created_at')).as('at'))
        .executeTakeFirst()
      return (row?.at as Instant | null) ?? undefined
    },

    async content(id) {
      const row = await database
        .selectFrom('outbox')
        .innerJoin('content', 'content.sha256', 'outbox.content_sha256')
        .select('content.bytes')
        .where('outbox.id', '=', id)
        .executeTakeFirst()
      return row?.bytes
    },

    async onWire(id, owner) {
      const { numUpdatedRows } = await database
        .updateTable('outbox')
        .set({ is_on_wire: 1, changed_at: now() })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('state', '=', 'sending')
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw notOurs(id, owner)
    },

    async settle(id, owner, outcome) {
      const { numUpdatedRows } = await database
        .updateTable('outbox')
        .set({ ...settledAs(outcome, owner, now()), changed_at: now() })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('state', 'in', ['sending', 'unknown'])
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw notOurs(id, owner)
    },

    async beat(id, { owner, leaseSeconds }) {
      const { numUpdatedRows } = await database
        .updateTable('outbox')
        .set({ lease_until: later(world.now(), leaseSeconds) })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('state', '=', 'sending')
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    recover: (cause) =>
      database.transaction().execute(async (transaction) => {
        const left = () =>
          transaction.updateTable('outbox').where('state', '=', 'sending').where('lease_until', '<=', now())
        await left()
          .set({ state: 'waiting', owner: null, lease_until: null, changed_at: now() })
          .where('is_on_wire', '=', 0)
          .execute()
        const lost = await left()
          .set({ state: 'unknown', lease_until: null, cause: JSON.stringify(cause), changed_at: now() })
          .returning('id')
          .execute()
        const ids = lost.map(({ id }) => id)
        if (ids.length === 0) return []
        const rows = await withContent(transaction).where('outbox.id', 'in', ids).orderBy('outbox.created_at').execute()
        return rows.map(outboxRow)
      }),

    decide: (id, what, by) =>
      database.transaction().execute(async (transaction) => {
        const row = await rowById(transaction, id)
        if (!row) throw new SvodkaError(words, 'no_part', { id })
        await checkDecision(transaction, row, what)
        const freed = { owner: null, lease_until: null, not_before: null, is_on_wire: 0 }
        const state = what === 'resend' ? 'waiting' : 'cancelled'
        await transaction
          .updateTable('outbox')
          .set({ ...freed, state, decided_by: by, changed_at: now() })
          .where('id', '=', id)
          .execute()
        world.log.info({ part: id, what, by, was: row.state }, 'outbox.decided')
        return (await rowById(transaction, id)) as OutboxRow
      }),

    async failRest({ report, recipient, channel, edition }, cause) {
      const { numUpdatedRows } = await database
        .updateTable('outbox')
        .set({ state: 'failed', cause: JSON.stringify(cause), changed_at: now() })
        .where('report', '=', report)
        .where('recipient', '=', recipient)
        .where('channel', '=', channel)
        .where('edition', '=', edition)
        .where('state', '=', 'waiting')
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },

    row: (id) => rowById(database, id),

    async list({ report, recipient, edition, states, limit }) {
      let query = withContent(database)
        .orderBy('outbox.created_at', 'desc')
        .orderBy('outbox.report')
        .orderBy('outbox.recipient')
        .orderBy('outbox.channel')
        .orderBy('outbox.edition')
        .orderBy('outbox.place')
        .orderBy('outbox.part')
        .limit(limit)
      if (report !== undefined) query = query.where('outbox.report', '=', report)
      if (recipient !== undefined) query = query.where('outbox.recipient', '=', recipient)
      if (edition !== undefined) query = query.where('outbox.edition', '=', edition)
      if (states !== undefined) query = query.where('outbox.state', 'in', states)
      return (await query.execute()).map(outboxRow)
    },

    async forgetContents(before) {
      const { numDeletedRows } = await database
        .deleteFrom('content')
        .where(({ exists, not, selectFrom }) =>
          not(
            exists(
              selectFrom('outbox')
                .select('outbox.id')
                .whereRef('outbox.content_sha256', '=', 'content.sha256')
                .where(({ eb, or }) =>
                  or([eb('outbox.state', 'in', UNSETTLED), eb('outbox.changed_at', '>=', stored(before))]),
                ),
            ),
          ),
        )
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    counts: () =>
      database
        .selectFrom('outbox')
        .select(({ fn }) => ['channel', 'state', fn.countAll<number>().as('parts'), fn.min('created_at').as('oldest')])
        .groupBy(['channel', 'state'])
        .execute(),
  }
}

/** Writes a part and its bytes unless its key is there already. @returns whether it is new */
async function addPart(transaction: Writing, part: NewPart, now: Instant): Promise<boolean> {
  const sha256 = part.content ? createHash('sha256').update(part.content).digest('hex') : null
  const row: Insertable<OutboxTable> = {
    id: randomUUID(),
    report: part.report,
    recipient: part.recipient,
    channel: part.channel,
    edition: part.edition,
    part: part.part,
    place: part.order,
    state: 'waiting',
    body: JSON.stringify(part.body),
    content_sha256: sha256,
    not_before: part.notBefore === undefined ? null : stored(part.notBefore),
    created_at: now,
    changed_at: now,
    run: part.run ?? null,
  }
  const written = await transaction
    .insertInto('outbox')
    .values(row)
    .onConflict((conflict) => conflict.columns(['report', 'recipient', 'channel', 'edition', 'part']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (written && sha256 !== null && part.content) {
    await transaction
      .insertInto('content')
      .values({ sha256, bytes: part.content, kept_at: now })
      .onConflict((conflict) => conflict.column('sha256').doNothing())
      .execute()
  }
  return written !== undefined
}

/** Waiting parts of which no earlier part of the same message is still to go. */
const free = (database: Database) =>
  database
    .selectFrom('outbox as next')
    .where('next.state', '=', 'waiting')
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.report', '=', 'next.report')
            .whereRef('earlier.recipient', '=', 'next.recipient')
            .whereRef('earlier.channel', '=', 'next.channel')
            .whereRef('earlier.edition', '=', 'next.edition')
            .whereRef('earlier.place', '<', 'next.place')
            .where('earlier.state', 'in', UNSETTLED),
        ),
      ),
    )

const withContent = (database: Database) =>
  database
    .selectFrom('outbox')
    .leftJoin('content', 'content.sha256', 'outbox.content_sha256')
    .selectAll('outbox')
    .select('content.kept_at')

const partsOf = (database: Database, key: OutboxKey) =>
  withContent(database)
    .where('outbox.report', '=', key.report)
    .where('outbox.recipient', '=', key.recipient)
    .where('outbox.channel', '=', key.channel)
    .where('outbox.edition', '=', key.edition)
    .where('outbox.part', '=', key.part)

async function rowById(database: Database, id: string): Promise<OutboxRow | undefined> {
  const row = await withContent(database).where('outbox.id', '=', id).executeTakeFirst()
  return row && outboxRow(row)
}

/** An `unknown` part stays its sender's: an answer that comes late is the truth, unless a person has decided meanwhile. */
function settledAs(outcome: Settled, owner: string, now: Instant): Updateable<OutboxTable> {
  const over = { owner: null, lease_until: null }
  switch (outcome.state) {
    case 'sent':
      return { ...over, state: 'sent', receipt: outcome.receipt, sent_at: now, cause: null }
    case 'unknown':
      return { ...over, owner, state: 'unknown', cause: JSON.stringify(outcome.cause) }
    case 'failed':
      return { ...over, state: 'failed', cause: JSON.stringify(outcome.cause) }
    case 'waiting':
      return {
        ...over,
        state: 'waiting',
        cause: JSON.stringify(outcome.cause),
        not_before: stored(outcome.notBefore),
        is_on_wire: 0,
      }
  }
}

async function checkDecision(transaction: Writing, row: OutboxRow, what: 'resend' | 'cancel'): Promise<void> {
  const { id, state } = row
  if (what === 'cancel') {
    if (state === 'sending' || state === 'sent' || state === 'cancelled') {
      throw new SvodkaError(words, 'not_cancellable', { id, state })
    }
    return
  }
  if (state !== 'unknown' && state !== 'failed') throw new SvodkaError(words, 'not_resendable', { id, state })
  const { content_sha256 } = await transaction
    .selectFrom('outbox')
    .select('content_sha256')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (content_sha256 !== null && !row.hasContent) throw new SvodkaError(words, 'content_forgotten', { id })
}

const notOurs = (id: string, owner: string): SvodkaError =>
  new SvodkaError(words, 'part_not_ours', { id, owner }, { recovery: 'skip' })

type StoredRow = Awaited<ReturnType<ReturnType<typeof withContent>['executeTakeFirstOrThrow']>>

const outboxRow = (row: StoredRow): OutboxRow => ({
  id: row.id,
  report: row.report,
  recipient: row.recipient,
  channel: row.channel,
  edition: row.edition,
  part: row.part,
  order: row.place,
  state: row.state,
  body: fields(row.body),
  hasContent: row.kept_at !== null,
  attempt: row.attempt,
  notBefore: row.not_before,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  sentAt: row.sent_at,
  receipt: row.receipt,
  cause: said(row.cause),
  run: row.run,
  owner: row.owner,
  leaseUntil: row.lease_until,
  isOnWire: row.is_on_wire === 1,
})
