import { type Cell, type Day, addDays } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import type { PaidInTime } from './effect.ts'
import { leadDays } from './pack-settings.ts'
import { horizonDays, keyOf } from './read-clients.ts'
import type { JudgedInstalment, Past } from './risk.ts'
import type { Context } from './settings.ts'

/** The model learns from a year and is tried on the ninety days after it, up to now. */
const LEARNING_DAYS = 365
const TRIAL_DAYS = 90
/** Evenly spread over the days; more change the model by nothing that could be seen. */
const MOST_INSTALMENTS = 30_000

/**
 * Due day and day of payment in one number, by days since 1970: the greatest is the last instalment, of several on one day the one paid last, or not
 * at all.
 */
const FATE = 1_000_000

export interface Pasts {
  judged: readonly JudgedInstalment[]
  /** by client, of instalments that come due within the horizon */
  coming: ReadonlyMap<string, readonly Past[]>
}

/** From which day on the model is tried and not taught. */
const trialFrom = (day: Day): Day => addDays(day, -TRIAL_DAYS)

/**
 * Instalments with what was known of their client when the first reminder would go out: of those that had been due, and were
 * judged, by then. Late is what was not paid by the end of the due day and the days of grace.
 */
export async function readPasts(context: Context, day: Day): Promise<Pasts> {
  const { marts, pack } = context
  const { graceDays } = pack
  const lead = leadDays(pack.reminders)
  const columns = await marts.columns(sql`
    with instalment as (
      select
        source,
        client_id,
        loan_id,
        instalment,
        due_on,
        amount,
        settled_on,
        (due_on - date '1970-01-01') * ${FATE} + coalesce(settled_on - date '1970-01-01', ${FATE - 1}) as fate,
        least(due_on - ${lead}::integer, ${day}::date) as asked_on,
        due_on + ${graceDays}::integer < ${day}::date as is_judged,
        settled_on is null or settled_on > due_on + ${graceDays}::integer as is_late
      from mart.lending_instalments
      where due_on <= ${addDays(day, horizonDays(context))}::date and client_id is not null
    ),

    told as (
      select
        *,
        count(*) filter (where is_judged) over earlier as known,
        count(*) filter (where is_judged and is_late) over earlier as late,
        max(fate) filter (where is_judged) over earlier as last_fate
      from instalment
      window earlier as (
        partition by source, client_id
        order by due_on - date '1970-01-01'
        range between unbounded preceding and ${lead + graceDays + 1}::bigint preceding
      )
    ),

    asked as (
      select
        source,
        client_id,
        amount,
        is_late,
        known,
        late,
        case
          when known > 0
            then greatest(0, least(last_fate % ${FATE}, asked_on - date '1970-01-01') - last_fate // ${FATE})
          else 0
        end as last_days,
        not is_judged or due_on >= ${day}::date as is_coming,
        due_on >= ${trialFrom(day)}::date as is_for_trial,
        row_number() over (
          partition by is_judged, due_on >= ${trialFrom(day)}::date
          order by due_on, source, loan_id, instalment
        ) as place,
        count(*) over (partition by is_judged, due_on >= ${trialFrom(day)}::date) as places
      from told
      where (is_judged and due_on >= ${addDays(trialFrom(day), -LEARNING_DAYS)}::date)
        or (due_on >= ${day}::date and (settled_on is null or settled_on > ${day}::date))
    )

    select source, client_id, amount, is_late, known, late, last_days, is_coming, is_for_trial
    from asked
    where is_coming or place % ceil(places / ${MOST_INSTALMENTS})::bigint = 0
    order by is_coming, is_for_trial, place`)
  return pastsOf(columns)
}

function pastsOf(columns: Readonly<Record<string, readonly Cell[]>>): Pasts {
  const judged: JudgedInstalment[] = []
  const coming = new Map<string, Past[]>()
  for (const [at, id] of columns['client_id']!.entries()) {
    const clientId = keyOf(String(columns['source']![at]), String(id))
    const past = {
      known: Number(columns['known']![at]),
      late: Number(columns['late']![at]),
      lastDaysPastDue: Number(columns['last_days']![at]),
      amount: Number(columns['amount']![at]),
    }
    if (columns['is_coming']![at] === true) coming.set(clientId, [...(coming.get(clientId) ?? []), past])
    else {
      const isLate = columns['is_late']![at] === true
      judged.push({ ...past, clientId, isLate, isForTrial: columns['is_for_trial']![at] === true })
    }
  }
  return { judged, coming }
}

/** By client, the instalments of the trial of reminders whose days that count are over, and how the client paid before. Empty before it began. */
export async function readPaidInTime({ marts, pack }: Context, day: Day): Promise<PaidInTime[]> {
  const { graceDays, reminders } = pack
  const { since, withinDays } = reminders
  if (since === null) return []
  const columns = await marts.columns(sql`
    with instalment as (
      select
        source,
        client_id,
        settled_on,
        due_on,
        due_on + ${graceDays}::integer < ${since}::date as is_before,
        due_on >= ${addDays(since, leadDays(reminders))}::date
          and due_on + ${withinDays}::integer < ${day}::date as is_counted
      from mart.lending_instalments
      where due_on < ${day}::date and client_id is not null
    )

    select
      client_id,
      (count(*) filter (where is_counted))::integer as due,
      (count(*) filter (where is_counted and settled_on <= due_on + ${withinDays}::integer))::integer as paid,
      (count(*) filter (where is_before))::integer as known_before,
      (count(*) filter (where is_before and (settled_on is null or settled_on > due_on + ${graceDays}::integer)))::integer
        as late_before
    from instalment
    group by source, client_id
    having count(*) filter (where is_counted) > 0
    order by source, client_id`)
  return columns['client_id']!.map((id, at) => ({
    clientId: String(id),
    due: Number(columns['due']![at]),
    paid: Number(columns['paid']![at]),
    knownBefore: Number(columns['known_before']![at]),
    lateBefore: Number(columns['late_before']![at]),
  }))
}
