import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { SvodkaError, type Instant, type World } from '../base/index.ts'
import type { EndState, Holder, JobRun, JobStore } from './contract.ts'
import { fields, later, said, stored } from './rows.ts'
import type { Database, RunTable, Writing } from './schema.ts'
import { words } from './words.ts'

export const ENDS: readonly EndState[] = ['done', 'failed', 'skipped']

export function createJobs(database: Database, world: World): JobStore {
  return {
    async firstSeen(job) {
      const seen = await database.selectFrom('job').select('first_seen_at').where('id', '=', job).executeTakeFirst()
      return seen?.first_seen_at ?? database.transaction().execute((transaction) => firstSeen(transaction, job, world))
    },

    async lastDue(job) {
      const row = await database
        .selectFrom('job_run')
        .select('due_at')
        .where('job', '=', job)
        .where('trigger_kind', '=', 'schedule')
        .orderBy('due_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.due_at
    },

    claim: (due, holder) =>
      database.transaction().execute(async (transaction) => {
        const now = world.now()
        const dueAt = stored(due.dueAt)
        const ofJob = transaction.selectFrom('job_run').selectAll().where('job', '=', due.job)
        const goingOn = await ofJob.where('state', '=', sql.lit('running')).executeTakeFirst()
        if (goingOn && goingOn.due_at !== dueAt) return undefined
        const run = goingOn ?? (await ofJob.where('due_at', '=', dueAt).executeTakeFirst())
        if (!run) return begin(transaction, { ...due, dueAt }, holder, now)
        return isClaimable(run, stored(now)) ? beginAgain(transaction, run, holder, now) : undefined
      }),

    async beat(id, holder) {
      const { numUpdatedRows } = await database
        .updateTable('job_run')
        .set({ lease_until: later(world.now(), holder.leaseSeconds) })
        .where('id', '=', id)
        .where('owner', '=', holder.owner)
        .where('state', '=', 'running')
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    async finish(id, owner, end) {
      const { numUpdatedRows } = await database
        .updateTable('job_run')
        .set({ ...endOf(end), ended_at: stored(world.now()), owner: null, lease_until: null })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('state', '=', 'running')
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw new SvodkaError(words, 'run_not_ours', { id, owner }, { recovery: 'skip' })
    },

    async skip(job, dueTimes, cause) {
      if (dueTimes.length === 0) return
      await database.transaction().execute(async (transaction) => {
        for (const dueAt of dueTimes) {
          const row = newRun({ job, dueAt: stored(dueAt), trigger: 'schedule' }, world.now())
          await transaction
            .insertInto('job_run')
            .values({ ...row, state: 'skipped', attempt: 0, started_at: null, cause: JSON.stringify(cause) })
            .onConflict((conflict) => conflict.columns(['job', 'due_at']).doNothing())
            .execute()
        }
      })
    },

    async unfinished() {
      const now = stored(world.now())
      const rows = await database
        .selectFrom('job_run')
        .selectAll()
        .where('state', 'in', ['running', 'waiting'])
        .orderBy('due_at')
        .execute()
      return rows.filter((row) => isClaimable(row, now)).map(runOf)
    },

    async history({ job, limit }) {
      const query = database.selectFrom('job_run').selectAll().orderBy('due_at', 'desc').limit(limit)
      const rows = await (job === undefined ? query : query.where('job', '=', job)).execute()
      return rows.map(runOf)
    },

    async run(id) {
      const row = await database.selectFrom('job_run').selectAll().where('id', '=', id).executeTakeFirst()
      return row && runOf(row)
    },

    pause: (job, by) =>
      database.transaction().execute(async (transaction) => {
        await firstSeen(transaction, job, world)
        await transaction
          .updateTable('job')
          .set({ paused_at: stored(world.now()), paused_by: by })
          .where('id', '=', job)
          .where('paused_at', 'is', null)
          .execute()
      }),

    async resume(job) {
      await database.updateTable('job').set({ paused_at: null, paused_by: null }).where('id', '=', job).execute()
    },

    async paused() {
      const rows = await database.selectFrom('job').selectAll().where('paused_at', 'is not', null).execute()
      return new Map(rows.map((row) => [row.id, { since: row.paused_at ?? '', by: row.paused_by ?? '' }]))
    },

    async ends() {
      const ended = database
        .selectFrom('job_run')
        .select(({ fn, ref }) => [
          'job',
          ref('state').$castTo<EndState>().as('state'),
          sql<number>`1`.as('runs'),
          fn.coalesce('ended_at', 'due_at').as('last_end'),
        ])
        .where('state', 'in', ENDS)
        // one statement: a run that is being forgotten is counted once
        .unionAll(database.selectFrom('forgotten_run').select(['job', 'state', 'runs', 'last_end']))
      return database
        .selectFrom(ended.as('ended'))
        .select(({ fn }) => ['job', 'state', fn.sum<number>('runs').as('runs'), fn.max('last_end').as('lastEnd')])
        .groupBy(['job', 'state'])
        .execute()
    },
  }
}

async function firstSeen(transaction: Writing, job: string, world: World): Promise<Instant> {
  await transaction
    .insertInto('job')
    .values({ id: job, first_seen_at: stored(world.now()), paused_at: null, paused_by: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const row = await transaction
    .selectFrom('job')
    .select('first_seen_at')
    .where('id', '=', job)
    .executeTakeFirstOrThrow()
  return row.first_seen_at
}

const isClaimable = (run: RunTable, now: Instant): boolean =>
  (run.state === 'running' && (run.lease_until ?? '') <= now) ||
  (run.state === 'waiting' && (run.not_before ?? '') <= now)

type Due = Parameters<JobStore['claim']>[0]

async function begin(transaction: Writing, due: Due, holder: Holder, now: Date): Promise<JobRun> {
  const row = newRun(due, now)
  const held = { ...row, owner: holder.owner, lease_until: later(now, holder.leaseSeconds) }
  await transaction.insertInto('job_run').values(held).execute()
  return runOf(held)
}

async function beginAgain(transaction: Writing, run: RunTable, holder: Holder, now: Date): Promise<JobRun> {
  const row = await transaction
    .updateTable('job_run')
    .set({
      state: 'running',
      attempt: run.attempt + 1,
      not_before: null,
      started_at: stored(now),
      ended_at: null,
      owner: holder.owner,
      lease_until: later(now, holder.leaseSeconds),
      cause: null,
      recovery: null,
    })
    .where('id', '=', run.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return runOf(row)
}

const newRun = ({ job, dueAt, trigger }: Due, now: Date): RunTable => ({
  id: randomUUID(),
  job,
  due_at: dueAt,
  state: 'running',
  trigger_kind: trigger,
  attempt: 1,
  not_before: null,
  started_at: stored(now),
  ended_at: null,
  owner: null,
  lease_until: null,
  cause: null,
  recovery: null,
  log_run: `${stored(now).replace(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`,
  detail: null,
})

type End = Parameters<JobStore['finish']>[2]

function endOf(end: End): Partial<RunTable> {
  const detail = 'detail' in end && end.detail ? JSON.stringify(end.detail) : null
  if (end.state === 'done') return { state: end.state, cause: null, recovery: null, detail }
  const failure = { state: end.state, cause: JSON.stringify(end.cause), recovery: end.recovery, detail }
  return end.state === 'waiting' ? { ...failure, not_before: stored(end.notBefore) } : failure
}

const runOf = (row: RunTable): JobRun => ({
  id: row.id,
  job: row.job,
  dueAt: row.due_at,
  state: row.state,
  trigger: row.trigger_kind,
  attempt: row.attempt,
  notBefore: row.not_before,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  owner: row.owner,
  leaseUntil: row.lease_until,
  cause: said(row.cause),
  recovery: row.recovery,
  logRun: row.log_run,
  detail: row.detail === null ? null : fields(row.detail),
})
