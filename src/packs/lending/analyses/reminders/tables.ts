import type { AnalysisChart, AnalysisResult, Column, Row } from '../../../../base/index.ts'
import { type CalibrationBand, wilsonInterval } from '../../../../stats/index.ts'
import { REASONS } from './decide.ts'
import type { Effect } from './effect.ts'
import { ARMS } from './held-out.ts'
import type { Found, Judged } from './find.ts'
import { countersOf } from './may-contact.ts'
import { TERMS } from './risk.ts'
import { ADDRESS_OF, CHANNELS } from './rules.ts'
import { type Context, isAsked } from './settings.ts'
import { columns, labels, messageText, whyText } from './text.ts'

const CONTACTS = {
  client_id: 'text',
  client_name: 'text',
  channel: 'text',
  address: 'text',
  send_at: 'instant',
  until_at: 'instant',
  local_time: 'text',
  local_hours: 'text',
  time_zone: 'text',
  due_on: 'day',
  days_past_due: 'days',
  amount: 'money',
  chance: 'share',
  text: 'text',
  why: 'text',
} as const

const DECISIONS = {
  client_id: 'text',
  client_name: 'text',
  source: 'text',
  reason: 'text',
  why: 'text',
  arm: 'text',
  stage: 'number',
  channel: 'text',
  due_on: 'day',
  days_past_due: 'days',
  amount: 'money',
  chance: 'share',
  messages_day: 'count',
  messages_week: 'count',
  messages_month: 'count',
  calls_day: 'count',
  calls_week: 'count',
  calls_month: 'count',
  decided_for: 'day',
} as const

const EFFECT = {
  arm: 'text',
  clients: 'count',
  instalments: 'count',
  paid_share: 'share',
  low: 'share',
  high: 'share',
  adjusted_share: 'share',
  design_effect: 'ratio',
} as const

const DIFFERENCE = { looked: 'text', difference: 'share', low: 'share', high: 'share' } as const

const CALIBRATION = {
  band: 'text',
  instalments: 'count',
  expected: 'share',
  observed: 'share',
  low: 'share',
  high: 'share',
} as const

type Tables = AnalysisResult['tables']

export function tablesOf(found: Found, context: Context): Tables {
  const { say } = context
  const table = (name: string, shape: Column[], rows: readonly Row[]): Tables => ({
    [name]: { title: say(`reminders.table.${name}`), columns: shape, rows },
  })
  return {
    ...table('reasons', labelled(columns({ reason: 'text', clients: 'count' }, say), context), reasonRows(found)),
    ...table('contacts', labelled(columns(CONTACTS, say), context), contactRows(found, context)),
    ...table('effect', labelled(columns(EFFECT, say), context), found.effect ? effectRows(found.effect) : []),
    ...table('difference', labelled(columns(DIFFERENCE, say), context), differenceRows(found.effect)),
    ...table('calibration', columns(CALIBRATION, say), (found.model?.trial?.calibration.bands ?? []).map(bandRow)),
    ...table('model', labelled(columns({ term: 'text', weight: 'ratio' }, say), context), modelRows(found)),
    ...table('decisions', columns(DECISIONS, say), decisionRows(found, context)),
  }
}

/** What the values of these columns are called; the log of decisions keeps the codes. */
function labelled(shape: Column[], { say }: Context): Column[] {
  const known: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
    reason: () => labels('reason', REASONS, say),
    channel: () => labels('channel', CHANNELS, say),
    arm: () => labels('arm', ARMS, say),
    looked: () => labels('looked', ['ever', 'once'], say),
    term: () => labels('term', TERMS, say),
  }
  return shape.map((column) => (known[column.name] ? { ...column, labels: known[column.name]!() } : column))
}

const reasonRows = ({ judged }: Found): Row[] =>
  REASONS.flatMap((reason) => {
    const clients = judged.filter(({ decision }) => decision.reason === reason).length
    return clients > 0 ? [{ reason, clients }] : []
  })

/** Who is to be contacted now, those of earlier hours first. */
function contactRows({ judged, rules }: Found, context: Context): Row[] {
  const { settings, pack, locale } = context
  const hours = `${rules.hours.from}–${rules.hours.to}`
  return judged
    .filter(({ decision }) => decision.reason === 'contact' && isAsked(decision.channel, settings.channel))
    .toSorted(
      (a, b) => compare(a.decision.time!.at, b.decision.time!.at) || compare(a.client.clientId, b.client.clientId),
    )
    .map(({ client, decision, risk }): Row => ({
      client_id: client.clientId,
      client_name: client.name,
      channel: decision.channel,
      address: client[ADDRESS_OF[decision.channel!]],
      send_at: decision.time!.at,
      until_at: decision.time!.to,
      local_time: decision.time!.atClock,
      local_hours: hours,
      time_zone: decision.time!.zone,
      due_on: decision.dueOn,
      days_past_due: decision.daysPastDue,
      amount: decision.amount,
      chance: risk,
      text: messageText(client.name, decision, pack.reminders, locale),
      why: whyText(decision, risk, context),
    }))
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const decisionRows = ({ judged, rules }: Found, context: Context): Row[] =>
  judged.map((each: Judged): Row => {
    const { client, decision, risk } = each
    const messages = countersOf(rules, 'message', client.made)
    const calls = countersOf(rules, 'call', client.made)
    return {
      client_id: client.clientId,
      client_name: client.name,
      source: client.source,
      reason: decision.reason,
      why: whyText(decision, risk, context),
      arm: decision.arm,
      stage: decision.stage?.days ?? null,
      channel: decision.channel,
      due_on: decision.dueOn,
      days_past_due: decision.daysPastDue,
      amount: decision.amount,
      chance: risk,
      messages_day: messages.day,
      messages_week: messages.week,
      messages_month: messages.month,
      calls_day: calls.day,
      calls_week: calls.week,
      calls_month: calls.month,
      decided_for: rules.day,
    }
  })

const effectRows = ({ arms }: Effect): Row[] =>
  ARMS.map((arm) => {
    const { clusters, trials, share, designEffect, effective } = arms[arm].plain
    const whole = { trials: Math.max(1, Math.round(effective.trials)) }
    const interval = wilsonInterval({ ...whole, successes: Math.min(whole.trials, Math.round(effective.successes)) })
    return {
      arm,
      clients: clusters,
      instalments: trials,
      paid_share: share,
      ...interval,
      adjusted_share: arms[arm].adjusted.share,
      design_effect: designEffect,
    }
  })

const differenceRows = (effect: Effect | null): Row[] =>
  effect
    ? (['ever', 'once'] as const).map((looked) => {
        const { difference, interval } = effect[looked]
        return { looked, difference, ...interval }
      })
    : []

const bandRow = ({ rows, expected, observed, interval }: CalibrationBand, at: number): Row => ({
  band: String(at + 1),
  instalments: rows,
  expected,
  observed,
  ...interval,
})

const modelRows = ({ model }: Found): Row[] =>
  model ? TERMS.map((term) => ({ term, weight: model.coefficients[term] })) : []

export function chartsOf({ effect, model }: Found, { say }: Context): AnalysisChart[] {
  return [
    {
      name: 'reasons',
      title: say('reminders.table.reasons'),
      table: 'reasons',
      spec: { kind: 'horizontal-bar', x: 'reason', y: ['clients'] },
    },
    ...(effect
      ? [
          {
            name: 'difference',
            title: say('reminders.table.difference'),
            table: 'difference',
            spec: { kind: 'interval', label: 'looked', estimate: 'difference', low: 'low', high: 'high', reference: 0 },
          } as const,
        ]
      : []),
    ...(model?.trial
      ? [
          {
            name: 'calibration',
            title: say('reminders.table.calibration'),
            table: 'calibration',
            spec: {
              kind: 'line',
              x: 'band',
              y: ['observed', 'expected'],
              band: { low: 'low', high: 'high' },
              dashed: ['expected'],
            },
          } as const,
        ]
      : []),
  ]
}
