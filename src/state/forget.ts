import { sql } from 'kysely'
import type { Instant, World } from '../base/index.ts'
import type { EndState, Forgotten, OutboxState, RunState } from './contract.ts'
import { ENDS } from './jobs.ts'
import { later } from './rows.ts'
import type { Database, Writing } from './schema.ts'

const DAY_SECONDS = 86_400
const GOES_ON: readonly RunState[] = ['running', 'waiting']
const UNDECIDED: readonly OutboxState[] = ['waiting', 'sending', 'unknown']
const BAD: readonly OutboxState[] = ['unknown', 'failed']

/** All in one transaction: whoever looks for troubles meanwhile sees a message and its notice, or neither. */
export async function forget(database: Database, afterDays: number, world: World): Promise<Forgotten> {
  return database.transaction().execute(async (transaction) => {
    const before = await bound(transaction, afterDays, world.now())
    if (before === undefined) return { runs: 0, parts: 0, notices: 0, subjects: [] }
    const parts = await forgetMessages(transaction, before)
    const told = await forgetNotices(transaction, before)
    const runs = await forgetRuns(transaction, before)
    await forgetWaysIn(transaction, before)
    return { runs, parts, ...told }
  })
}

async function bound(transaction: Writing, afterDays: number, now: Date): Promise<Instant | undefined> {
  const row = await transaction
    .selectFrom('job_run')
    .select(({ fn }) => fn.max('due_at').as('newest'))
    .where('due_at', '<', later(now, -DAY_SECONDS))
    .executeTakeFirst()
  const newest = row?.newest as Instant | null | undefined
  return newest ? later(new Date(newest), -afterDays * DAY_SECONDS) : undefined
}

async function forgetMessages(transaction: Writing, before: Instant): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom('outbox')
    .where('changed_at', '<', before)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as other')
            .leftJoin('job_run', 'job_run.id', 'other.run')
            .select('other.id')
            .whereRef('other.report', '=', 'outbox.report')
            .whereRef('other.recipient', '=', 'outbox.recipient')
            .whereRef('other.channel', '=', 'outbox.channel')
            .whereRef('other.edition', '=', 'outbox.edition')
            .where(({ eb, or }) =>
              or([
                eb('other.state', 'in', UNDECIDED),
                eb('other.changed_at', '>=', before),
                eb('job_run.state', 'in', GOES_ON),
              ]),
            ),
        ),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Of one subject several may stand: `delivery:<report>/<edition>`, and `… #2` where more of it failed later. */
async function forgetNotices(transaction: Writing, before: Instant): Promise<Pick<Forgotten, 'notices' | 'subjects'>> {
  const gone = await transaction
    .deleteFrom('notice')
    .where('opened_at', '<', before)
    .where(({ and, eb, or }) =>
      or([eb('closed_at', '<', before), and([eb('closed_at', 'is', null), eb('subject', 'like', 'delivery:%')])]),
    )
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox').select('outbox.id').where('outbox.state', 'in', BAD).where(sql<boolean>`(
              notice.subject = 'recipient:' || outbox.recipient || '/' || outbox.channel
              or notice.subject || ' #' like 'delivery:' || outbox.report || '/' || outbox.edition || ' #%'
            )`),
        ),
      ),
    )
    .returning('subject')
    .execute()
  const subjects = [...new Set(gone.map(({ subject }) => subject))]
  const left = await transaction.selectFrom('notice').select('subject').where('subject', 'in', subjects).execute()
  return {
    notices: gone.length,
    subjects: subjects.filter((subject) => !left.some((notice) => notice.subject === subject)),
  }
}

async function forgetRuns(transaction: Writing, before: Instant): Promise<number> {
  const gone = await transaction
    .deleteFrom('job_run')
    .where('state', 'in', ENDS)
    .where(({ fn }) => fn.coalesce('ended_at', 'due_at'), '<', before)
    .where(({ eb, exists, or, selectFrom }) =>
      or([
        eb('trigger_kind', '!=', 'schedule'),
        exists(
          selectFrom('job_run as newer')
            .select('newer.id')
            .where('newer.trigger_kind', '=', 'schedule')
            .whereRef('newer.job', '=', 'job_run.job')
            .whereRef('newer.due_at', '>', 'job_run.due_at'),
        ),
      ]),
    )
    .returning(['job', 'state', 'ended_at', 'due_at'])
    .execute()
  // counted from what this transaction took away, so that two nodes that forget at once count each run once
  for (const [, runs] of Map.groupBy(gone, ({ job, state }) => JSON.stringify([job, state]))) {
    const [{ job, state }] = runs as [(typeof runs)[number]]
    const ends = runs.map(({ ended_at, due_at }) => ended_at ?? due_at)
    await count(transaction, {
      job,
      state: state as EndState,
      runs: runs.length,
      last_end: ends.toSorted().at(-1) ?? before,
    })
  }
  return gone.length
}

async function count(
  transaction: Writing,
  more: { job: string; state: EndState; runs: number; last_end: Instant },
): Promise<void> {
  await transaction
    .insertInto('forgotten_run')
    .values(more)
    .onConflict((conflict) =>
      conflict.columns(['job', 'state']).doUpdateSet(({ eb }) => ({
        runs: eb('forgotten_run.runs', '+', more.runs),
        last_end: more.last_end,
      })),
    )
    .execute()
}

/** Ways in that have been over for so long. */
async function forgetWaysIn(transaction: Writing, before: Instant): Promise<void> {
  for (const table of ['token', 'link', 'invitation'] as const) {
    await transaction.deleteFrom(table).where('valid_until', '<', before).execute()
  }
  await transaction.deleteFrom('known_place').where('seen_at', '<', before).execute()
  await transaction.deleteFrom('wrong_code').where('at', '<', before).execute()
}
