import { dayOf, inEvery, type Day, type Difference, type Instant, type Locale } from '../base/index.ts'
import { tableName } from '../kit/index.ts'
import { cronInWords, dueTimes } from '../scheduler/index.ts'
import { readApplied } from '../state/index.ts'
import { openWorkspace, type Workspace } from '../workspace/index.ts'
import {
  appliedAs,
  KINDS,
  parsed,
  plainSettings,
  type AppliedSettings,
  type Fields,
  type Kind,
  type PlainSettings,
} from './applied.ts'
import { movedClock } from './machine.ts'
import { rowsByRole } from './people.ts'
import { readRecipients } from './recipients.ts'
import { statePlace } from './state.ts'

/** One thing that is otherwise in the settings than in what is in force. */
export interface PlannedChange {
  /** with what it comes into force: the warehouse, or the server */
  subject: 'data' | 'desk'
  kind: Kind
  id: string
  /** `rebuilt`: the same itself, and made anew because of what it is made from */
  change: 'new' | 'changed' | 'removed' | 'rebuilt'
  fields: readonly Difference[]
  /** of what is made anew: what changes beneath it */
  because: readonly string[]
  /** of a schedule: when it comes next, and how often */
  next: Instant | null
  when: Readonly<Record<Locale, string>> | null
}

export interface Plan {
  changes: readonly PlannedChange[]
  /** since when the compared settings are in force; null where none ever were */
  appliedAt: { data: Instant | null; desk: Instant | null }
  timeZone: string
}

/** The plan of a workspace's folder, by its own clock. */
export async function planWorkspace(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ plan: Plan; locale: Locale }> {
  const workspace = await openWorkspace(folder, environment)
  readRecipients(workspace)
  rowsByRole(workspace)
  const now = movedClock(workspace)()
  return { plan: await planOf(workspace, dayOf(now, workspace.timeZone), now), locale: workspace.locale }
}

/** What a start with these settings would change. Reads only: no lock is taken and nothing is written. */
export async function planOf(workspace: Workspace, today: Day, now: Date): Promise<Plan> {
  const kept = await readApplied(await statePlace(workspace))
  const rowOf = (subject: 'data' | 'desk') => kept.find((row) => row.subject === appliedAs(subject, workspace))
  const [data, desk] = [parsed(rowOf('data')?.settings), parsed(rowOf('desk')?.settings)]
  const wanted = plainSettings(workspace, data?.day ?? today)
  const changes = [...compared(data, wanted, KINDS.data), ...compared(desk, wanted, KINDS.desk)]
  return {
    changes: withRebuilt(changes, data, wanted).map((change) => scheduled(change, wanted, workspace.timeZone, now)),
    appliedAt: { data: rowOf('data')?.appliedAt ?? null, desk: rowOf('desk')?.appliedAt ?? null },
    timeZone: workspace.timeZone,
  }
}

const plannedChange = (
  kind: Kind,
  id: string,
  change: PlannedChange['change'],
  more: Partial<PlannedChange> = {},
): PlannedChange => ({
  subject: KINDS.data.includes(kind) ? 'data' : 'desk',
  kind,
  id,
  change,
  fields: [],
  because: [],
  next: null,
  when: null,
  ...more,
})

/** What was applied and what is wanted, thing by thing. */
export function compared(
  applied: Pick<AppliedSettings, 'things'> | undefined,
  wanted: PlainSettings,
  kinds: readonly Kind[],
): PlannedChange[] {
  return kinds.flatMap((kind) => {
    const [before, after] = [applied?.things[kind] ?? {}, wanted[kind]]
    return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((id) => {
      const [old, fresh] = [ownField(before, id), ownField(after, id)]
      if (!fresh) return [plannedChange(kind, id, 'removed')]
      if (!old) return [plannedChange(kind, id, 'new', { fields: differences({}, fresh) })]
      return isSame(old, fresh) ? [] : [plannedChange(kind, id, 'changed', { fields: differences(old, fresh) })]
    })
  })
}

const ownField = <T>(all: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(all, id) ? all[id] : undefined

const isSame = (before: Fields, after: Fields): boolean =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].every((name) => before[name] === after[name])

function differences(before: Fields, after: Fields): Difference[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((name) => !name.startsWith('#') && before[name] !== after[name])
    .map((what) => ({ what, before: before[what] ?? null, after: after[what] ?? null }))
}

/**
 * Tables that are made anew although nothing in them is otherwise: an entity whose stream is read otherwise, a model that
 * reads a changed table, and so on to the last mart.
 */
function withRebuilt(
  changes: readonly PlannedChange[],
  applied: AppliedSettings | undefined,
  wanted: PlainSettings,
): PlannedChange[] {
  const moved = new Set(changes.filter(isOfTable).map(({ id }) => id))
  const rebuilt: PlannedChange[] = []
  const add = (kind: Kind, id: string, because: readonly string[]) => {
    if (moved.has(id) || because.length === 0) return
    moved.add(id)
    rebuilt.push(plannedChange(kind, id, 'rebuilt', { because }))
  }
  const streams = changes.filter(({ kind, change }) => kind === 'stream' && change === 'changed')
  for (const { id } of streams)
    for (const entity of listed(wanted.stream[id]?.['feeds'])) add('entity', `core.${tableName(entity)}`, [id])
  const reads = Object.entries(applied?.reads ?? {}).filter(([model]) => Object.hasOwn(wanted.model, model))
  for (let before = -1; before !== moved.size;) {
    before = moved.size
    for (const [model, tables] of reads)
      add(
        'model',
        model,
        tables.filter((table) => moved.has(relationOf(table))),
      )
  }
  return inOrder([...changes, ...rebuilt])
}

const TABLES: ReadonlySet<Kind> = new Set(['entity', 'settings', 'model'])
const isOfTable = ({ kind }: PlannedChange): boolean => TABLES.has(kind)

/** An entity's history and versions are made with it. */
const relationOf = (table: string): string => table.replace(/^(core\..+?)_(history|versions)$/, '$1')

const listed = (text: string | undefined): string[] => text?.split(', ') ?? []

const ORDER: readonly Kind[] = [...KINDS.data, ...KINDS.desk]
const inOrder = (changes: readonly PlannedChange[]): PlannedChange[] =>
  changes.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))

function scheduled(change: PlannedChange, wanted: PlainSettings, zone: string, now: Date): PlannedChange {
  const fields = change.kind === 'schedule' ? wanted.schedule[change.id] : undefined
  const { at, timeZone = zone } = fields ?? {}
  if (at === undefined) return change
  const next = dueTimes(at, timeZone).after(now.toISOString()) ?? null
  return { ...change, next, when: inEvery((locale) => cronInWords(at, timeZone, locale)) }
}
