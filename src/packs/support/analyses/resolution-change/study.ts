import { RequestError } from '../../../../base/index.ts'
import { words } from '../../words.ts'
import { type Comparison, type Segmented, compare, segmented, standardizedChange } from './compare.ts'
import {
  type ClaimName,
  type Judgement,
  type PhaseDays,
  type Week,
  judge,
  judgePriorities,
  phasesOf,
  weeksOf,
} from './judge.ts'
import {
  type Context,
  type DayCell,
  type FollowUp,
  readDayCells,
  readFollowUp,
  readHours,
  readKnownUntil,
} from './read.ts'

/** Everything that is found out, before it is put into words and tables. */
export interface Study {
  followUp: FollowUp
  phases: PhaseDays
  cells: readonly DayCell[]
  weeks: readonly Week[]
  /** all tickets together */
  overall: Record<ClaimName, Judgement>
  /** low before urgent; others after them by name */
  priorities: readonly string[]
  byPriority: ReadonlyMap<string, Record<ClaimName, Judgement>>
  /** of all tickets under `undefined` */
  comparisons: ReadonlyMap<string | undefined, Record<ClaimName, Comparison>>
  standardized: Record<ClaimName, number | undefined>
  segmented: readonly Segmented[]
}

const SIDES = {
  rise: { before: 'baseline', after: 'raised' },
  change: { before: 'raised', after: 'after' },
} as const

const KNOWN_ORDER = ['low', 'medium', 'high', 'urgent']

export async function study(context: Context): Promise<Study> {
  const { settings } = context
  const knownUntil = await readKnownUntil(context)
  if (knownUntil === undefined) throw nothing(context)
  const followUp = await readFollowUp(context, knownUntil)
  const cells = await readDayCells(context, followUp)
  if (cells.length === 0) throw nothing(context)

  const phases = phasesOf(settings, followUp.lastDay)
  const weeks = weeksOf(cells, phases)
  const priorities = orderOf(new Set(cells.map(({ priority }) => priority)))
  const hours = {
    baseline: await readHours(context, followUp, phases.baseline),
    raised: await readHours(context, followUp, phases.raised),
    after: await readHours(context, followUp, phases.after),
  }
  const comparisonsOf = (priority: string | undefined): Record<ClaimName, Comparison> => {
    const cut =
      priority === undefined
        ? weeks
        : weeksOf(
            cells.filter((cell) => cell.priority === priority),
            phases,
          )
    const of = (claim: ClaimName) => {
      const { before, after } = SIDES[claim]
      return compare(cut, SIDES[claim], { before: pick(hours[before], priority), after: pick(hours[after], priority) })
    }
    return { rise: of('rise'), change: of('change') }
  }
  return {
    followUp,
    phases,
    cells,
    weeks,
    overall: judge(weeks),
    priorities,
    byPriority: judgePriorities(cells, phases, priorities),
    comparisons: new Map([undefined, ...priorities].map((priority) => [priority, comparisonsOf(priority)])),
    standardized: {
      rise: standardizedChange(cells, phases, SIDES.rise),
      change: standardizedChange(cells, phases, SIDES.change),
    },
    segmented: segmented(weeks, phases.after.from),
  }
}

const nothing = ({ settings }: Context): RequestError =>
  new RequestError(words, 'no_tickets', { from: settings.from, to: settings.to })

/** Hours of one priority, or of all. */
function pick(hours: ReadonlyMap<string, Float64Array>, priority: string | undefined): Float64Array {
  if (priority !== undefined) return hours.get(priority) ?? new Float64Array()
  const all = new Float64Array([...hours.values()].reduce((sum, slice) => sum + slice.length, 0))
  let at = 0
  for (const slice of hours.values()) {
    all.set(slice, at)
    at += slice.length
  }
  return all
}

const orderOf = (priorities: ReadonlySet<string>): string[] => [
  ...KNOWN_ORDER.filter((priority) => priorities.has(priority)),
  ...[...priorities].filter((priority) => !KNOWN_ORDER.includes(priority)).sort(),
]
