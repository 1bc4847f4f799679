import type { Column, Locale, Unit } from '../../../../base/index.ts'
import { dayText, figureText, labelledColumns, type Say } from '../../../../kit/index.ts'
import { words } from '../../words.ts'
import type { Decision } from './decide.ts'
import type { RemindersSettings } from './pack-settings.ts'
import { filled } from './placeholders.ts'
import type { Context } from './settings.ts'

/** Money with its kopecks: a client pays exactly what the message says. */
const exactMoney = (amount: number, currency: string, locale: Locale): string =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
  }).format(amount)

/** Endings of patronymics: whoever has one is addressed by name and patronymic, without the family name. */
const PATRONYMIC = /(?:ович|евич|ич|овна|евна|ична|инична)$/i

/** How a client is addressed: `Назарова Оксана Витальевна` → `Оксана Витальевна`; any other name as it is. */
export function addressed(name: string): string {
  const parts = name.trim().split(/\s+/)
  return parts.length === 3 && PATRONYMIC.test(parts[2]!) ? `${parts[1]} ${parts[2]}` : name
}

/** The message of a decision: the stage's own template, otherwise the pack's text for before, soon after or long after the due day. */
export function messageText(name: string, decision: Decision, settings: RemindersSettings, reader: Locale): string {
  const locale = settings.language ?? reader
  const { stage, dueOn, daysPastDue, amount } = decision
  const values = {
    name: addressed(name),
    amount: exactMoney(amount, settings.currency, locale),
    due_on: dayText(dueOn, locale),
    signature: settings.signature,
  }
  if (stage?.text !== undefined) return filled(stage.text, { ...values, days: String(Math.abs(daysPastDue)) })
  const kind = daysPastDue <= 0 ? 'before' : stage?.isSoft ? 'after' : 'late'
  return words.say(locale, `reminders.text.${kind}`, { ...values, days: Math.abs(daysPastDue) }).trim()
}

/** Columns of a table whose labels stand in the words as `reminders.column.<name>`. */
export const columns = (units: Readonly<Record<string, Unit>>, say: Say): Column[] =>
  labelledColumns(units, say, 'reminders.column')

/** Words for the values of a column: `reminders.<group>.<value>`. */
export const labels = (group: string, values: readonly string[], say: Say): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value) => [value, say(`reminders.${group}.${value}`)]))

/** Why somebody is or is not contacted, in one sentence. */
export function whyText(decision: Decision, risk: number | null, { say, locale, pack }: Context): string {
  const { reason, stage, daysPastDue } = decision
  const chance = risk === null ? '' : figureText(risk, 'share', locale)
  return say(`reminders.why.${reason}`, {
    when: daysPastDue < 0 ? 'before' : daysPastDue === 0 ? 'today' : 'after',
    days: Math.abs(daysPastDue),
    stage: stage?.days ?? 0,
    has_chance: String(risk !== null && daysPastDue <= 0),
    chance,
    least: figureText(pack.reminders.likelyLate, 'share', locale),
  })
}
