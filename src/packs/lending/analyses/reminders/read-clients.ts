import { type Cell, type Day, type Period, addDays, startOfDay } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { type DayRules, knownZone } from './day-rules.ts'
import type { Candidate } from './decide.ts'
import { localDays } from './local-days.ts'
import type { Made } from './may-contact.ts'
import { leadDays } from './pack-settings.ts'
import { isKnownChannel } from './rules.ts'
import type { Context } from './settings.ts'

/** A client with something past due or due soon; the chance to be late is not known yet. */
export interface Client extends Omit<Candidate, 'risk'> {
  source: string
  name: string
}

export interface Clients {
  clients: readonly Client[]
  /** when the newest contact that is known took place */
  lastContactAt: number | null
  /** contacts of the month by channels that nobody knows */
  unknownChannels: number
}

type Columns = Readonly<Record<string, readonly Cell[]>>

const SEPARATOR = '\u001f'

/** Loans that somebody has, in one cell. */
const loansOf = (cell: Cell): string[] => (cell === null ? [] : String(cell).split(SEPARATOR))

const textOf = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell))

export const keyOf = (source: string, clientId: string): string => `${source}${SEPARATOR}${clientId}`

/** As far ahead as was asked, and at least to where the first stage begins: nobody it is for may be left out. */
export const horizonDays = ({ settings, pack }: Context): number => Math.max(settings.horizon, leadDays(pack.reminders))

/** Every client with an instalment that is not paid and was due or will be within the horizon, by what is known on the day. */
export async function readClients(context: Context, rules: DayRules): Promise<Clients> {
  const [columns, contacts, lastContactAt] = await Promise.all([
    readOpen(context, rules.day),
    readContacts(context, rules),
    readLastContact(context, rules.day),
  ])
  const zones = zonesOf(columns, context.timeZone)
  const { made, unknownChannels } = contactsBy(contacts, zones, rules)
  const clients = columns['client_id']!.map((_, at) => clientAt(columns, at, made))
  return { clients, lastContactAt, unknownChannels }
}

const readOpen = (context: Context, day: Day): Promise<Columns> =>
  context.marts.columns(sql`
    with unpaid as (
      select source, loan_id, client_id, due_on, amount, due_so_far
      from mart.lending_instalments
      where due_on <= ${addDays(day, horizonDays(context))}::date and (settled_on is null or settled_on > ${day}::date)
    ),

    paid as (
      select source, loan_id, sum(amount)::decimal(18, 2) as amount
      from mart.lending_payments
      where paid_on <= ${day}::date and (source, loan_id) in (select (source, loan_id) from unpaid)
      group by source, loan_id
    ),

    owed as (
      select
        u.source,
        u.client_id,
        u.loan_id,
        u.due_on,
        u.due_on < ${day}::date as is_past_due,
        greatest(0, least(u.amount, u.due_so_far - coalesce(p.amount, 0))) as remains,
        min(u.due_on) filter (where u.due_on >= ${day}::date) over client as next_due_on,
        bool_or(u.due_on < ${day}::date) over client as has_past_due
      from unpaid as u
      left join paid as p
        on p.source = u.source and p.loan_id = u.loan_id
      window client as (partition by u.source, u.client_id)
    ),

    debtor as (
      select
        source,
        client_id,
        min(due_on) filter (where is_past_due) as oldest_due_on,
        coalesce(sum(remains) filter (where is_past_due), 0)::decimal(18, 2) as overdue_amount,
        min(next_due_on) as next_due_on,
        coalesce(sum(remains) filter (where due_on = next_due_on), 0)::decimal(18, 2) as next_amount,
        string_agg(distinct loan_id, ${SEPARATOR} order by loan_id)
          filter (where is_past_due or (not has_past_due and due_on = next_due_on)) as loan_ids
      from owed
      where client_id is not null
      group by source, client_id
    )

    select
      d.source,
      d.client_id,
      coalesce(c.client_name, d.client_id) as client_name,
      c.time_zone,
      c.phone,
      c.messenger,
      coalesce(c.opted_out, false) as opted_out,
      c.barred_reason,
      d.oldest_due_on,
      d.overdue_amount,
      d.next_due_on,
      d.next_amount,
      d.loan_ids
    from debtor as d
    left join mart.reminders_clients as c
      on c.source = d.source and c.client_id = d.client_id
    order by d.oldest_due_on nulls last, d.next_due_on, d.source, d.client_id`)

/** From when on contacts are needed: limits look back to the beginning of the week or month, stages to their first day. */
export function contactPeriod({ day, week, month, settings }: DayRules): Period {
  const stage = addDays(day, -settings.catchUpDays)
  const from = [stage, week.from, month.from].reduce((a, b) => (a < b ? a : b))
  return { from, to: day }
}

function readContacts({ marts }: Context, rules: DayRules): Promise<Columns> {
  const { from, to } = contactPeriod(rules)
  // a day more on either side: days are of the clients' own calendars
  return marts.columns(sql`
    select source, client_id, channel, contacted_at
    from mart.reminders_contacts
    where contacted_at >= ${timestamp(addDays(from, -1))}::timestamp
      and contacted_at < ${timestamp(addDays(to, 2))}::timestamp
    order by contacted_at, source, contact_id`)
}

async function readLastContact({ marts }: Context, day: Day): Promise<number | null> {
  const { last_at } = await marts.columns(sql`
    select max(contacted_at) as last_at
    from mart.reminders_contacts
    where contacted_at < ${timestamp(addDays(day, 2))}::timestamp`)
  return last_at?.[0] === null || last_at?.[0] === undefined ? null : Number(last_at[0])
}

const timestamp = (day: Day): string => startOfDay(day, 'UTC').replace('T', ' ').replace('Z', '')

/** Whose clock decides on which day a contact was: the client's, the workspace's where it is not known. */
function zonesOf(columns: Columns, workspaceZone: string): ReadonlyMap<string, string> {
  const known = new Map<string | null, string>()
  return new Map(
    columns['client_id']!.map((id, at) => {
      const given = textOf(columns['time_zone']![at])
      const zone = known.get(given) ?? knownZone(given) ?? workspaceZone
      known.set(given, zone)
      return [keyOf(String(columns['source']![at]), String(id)), zone]
    }),
  )
}

function contactsBy(
  columns: Columns,
  zones: ReadonlyMap<string, string>,
  rules: DayRules,
): { made: ReadonlyMap<string, readonly Made[]>; unknownChannels: number } {
  const days = new Map<string, (instant: number) => Day>()
  const made = new Map<string, Made[]>()
  let unknownChannels = 0
  for (const [at, id] of columns['client_id']!.entries()) {
    const key = keyOf(String(columns['source']![at]), String(id))
    const zone = zones.get(key)
    if (zone === undefined) continue
    const dayIn = days.get(zone) ?? localDays(zone, contactPeriod(rules))
    days.set(zone, dayIn)
    const contact = {
      on: dayIn(Number(columns['contacted_at']![at])),
      channel: String(columns['channel']![at]),
      loanId: null,
    }
    if (contact.on > rules.day) continue
    if (!isKnownChannel(contact.channel, rules.settings.limits.ways)) unknownChannels += 1
    const list = made.get(key)
    if (list) list.push(contact)
    else made.set(key, [contact])
  }
  return { made, unknownChannels }
}

function clientAt(columns: Columns, at: number, made: ReadonlyMap<string, readonly Made[]>): Client {
  const cell = (name: string): Cell => columns[name]![at]!
  const [source, clientId] = [String(cell('source')), String(cell('client_id'))]
  return {
    source,
    clientId,
    name: String(cell('client_name')),
    timeZone: textOf(cell('time_zone')),
    phone: textOf(cell('phone')),
    messenger: textOf(cell('messenger')),
    isOptedOut: cell('opted_out') === true,
    barredReason: textOf(cell('barred_reason')),
    oldestDueOn: textOf(cell('oldest_due_on')),
    overdueAmount: Number(cell('overdue_amount')),
    nextDueOn: textOf(cell('next_due_on')),
    nextAmount: Number(cell('next_amount')),
    loanIds: loansOf(cell('loan_ids')),
    made: made.get(keyOf(source, clientId)) ?? [],
  }
}
