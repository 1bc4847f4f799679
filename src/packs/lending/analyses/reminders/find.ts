import { type DayRules, dayRules } from './day-rules.ts'
import { type Decision, decide } from './decide.ts'
import { type Effect, effectOf } from './effect.ts'
import { type Client, type Clients, keyOf, readClients } from './read-clients.ts'
import { readPaidInTime, readPasts } from './read-past.ts'
import { type RiskModel, learnRisk } from './risk.ts'
import type { Context } from './settings.ts'

/** A client with what was decided of them. */
export interface Judged {
  client: Client
  risk: number | null
  decision: Decision
}

export interface Found {
  rules: DayRules
  judged: readonly Judged[]
  model: RiskModel | null
  /** null before the trial of reminders has something to compare */
  effect: Effect | null
  lastContactAt: number | null
  /** nothing tells of contacts lately: a stage that found no way is not tried again, so that nobody hears twice */
  isLogSilent: boolean
  unknownChannels: number
}

/** Contacts older than this say that nobody writes them down any more. */
const SILENT_DAYS = 30
const DAY_MILLISECONDS = 86_400_000

/** Everything of a day: who, whether, how and why. */
export async function find(context: Context): Promise<Found> {
  const { pack, settings, today } = context
  const day = settings.date ?? today
  const [read, pasts, paid] = await Promise.all([
    readClients(context, dayRules(day, pack.reminders)),
    readPasts(context, day),
    readPaidInTime(context, day),
  ])
  const isLogSilent = isSilent(read, day)
  const rules = dayRules(day, isLogSilent ? { ...pack.reminders, catchUpDays: 0 } : pack.reminders)
  const model = learnRisk(pasts.judged)
  const judged = read.clients.map((client): Judged => {
    const coming = model ? (pasts.coming.get(keyOf(client.source, client.clientId)) ?? []) : []
    const risk = coming.length > 0 ? Math.max(...coming.map((past) => model!.chanceOf(past))) : null
    return { client, risk, decision: decide(rules, { ...client, risk }) }
  })
  const { lastContactAt, unknownChannels } = read
  return { rules, judged, model, effect: effectOf(paid, pack.reminders), lastContactAt, isLogSilent, unknownChannels }
}

const isSilent = ({ lastContactAt }: Clients, day: string): boolean =>
  lastContactAt === null || lastContactAt < Date.parse(day) - SILENT_DAYS * DAY_MILLISECONDS
