import { createHash } from 'node:crypto'
import { SvodkaError, type Day, type World } from '../base/index.ts'
import { isSql, Secret, sqlText, tableName, type Stream } from '../kit/index.ts'
import { openState, readApplied } from '../state/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { warehouseDefinition } from './definition.ts'
import { publishJobId, reportJobId, syncJobId } from './jobs.ts'
import { nodeOf, statePlace } from './state.ts'

/** A setting by its path, as text; one whose name begins with # tells only whether it is the same. */
export type Fields = Readonly<Record<string, string>>

/** What comes into force with the warehouse: when any process opens it. */
const DATA_KINDS = ['workspace', 'pack', 'source', 'stream', 'entity', 'settings', 'model'] as const
/** What comes into force when the server starts. */
const DESK_KINDS = ['schedule', 'recipient', 'channel', 'target', 'person', 'role'] as const
export type Kind = (typeof DATA_KINDS)[number] | (typeof DESK_KINDS)[number]

export const KINDS: Readonly<Record<'data' | 'desk', readonly Kind[]>> = { data: DATA_KINDS, desk: DESK_KINDS }

export type PlainSettings = Readonly<Record<Kind, Readonly<Record<string, Fields>>>>

/** Settings that are in force since an instant. `reads`: which tables each model reads. */
export interface AppliedSettings {
  /** tables of settings are as on this day */
  day: Day
  things: Partial<PlainSettings>
  reads: Readonly<Record<string, readonly string[]>>
}

/** The settings of a workspace as plain text that can be kept and compared; secrets are left out. */
export function plainSettings(workspace: Workspace, day: Day): PlainSettings {
  const { folder: _folder, dataFolder: _dataFolder, sources, packs, sync, reports, ...others } = workspace
  const { recipients, delivery, publish, people, roles, ...rest } = others
  const { unknown, ...channels } = delivery
  const { entities, models, settingsTables, sources: feeding } = warehouseDefinition(workspace, day)
  const learned = new Set(packs.flatMap(({ definition }) => definition.learning?.tables.map(({ name }) => name) ?? []))
  const fedBy = (entity: string) =>
    feeding.filter(({ streams }) => streams.some(({ feeds }) => feeds.some((feed) => feed.entity === entity)))
  return {
    workspace: { workspace: plain({ ...rest, delivery: { unknown } }) },
    pack: byId(
      packs,
      ({ definition }) => definition.id,
      ({ settings }) => plain(settings),
    ),
    source: byId(
      sources,
      ({ id }) => id,
      ({ definition, settings }) => plain({ kind: definition.type, ...asObject(settings) }),
    ),
    stream: Object.fromEntries(
      feeding.flatMap(({ id, streams }) => streams.map((stream) => [`${id}/${stream.name}`, streamFields(stream)])),
    ),
    entity: byId(
      entities,
      ({ id }) => `core.${tableName(id)}`,
      (entity) => ({
        ...plain({ sources: fedBy(entity.id).map(({ id }) => id) }),
        '#shape': print(entity),
      }),
    ),
    settings: byId(
      settingsTables.filter(({ name }) => !learned.has(name)),
      ({ name }) => `settings.${name}`,
      (table) => ({ '#rows': print(table) }),
    ),
    model: byId(
      models,
      ({ layer, name }) => `${layer}.${name}`,
      ({ text }) => ({
        '#sql': print([text.replace(/^\s*\/\*[\s\S]*?\*\//, ''), text.match(HEADER_WORD)]),
      }),
    ),
    schedule: {
      ...byPlace(sync, (place) => syncJobId(place)),
      ...byId(
        reports,
        ({ id }) => reportJobId(id),
        ({ id: _id, ...schedule }) => plain(schedule),
      ),
      ...byId(
        publish.filter(({ at }) => at !== undefined),
        ({ id }) => publishJobId(id),
        ({ at, timeZone, missed }) => plain({ at, timeZone, missed }),
      ),
    },
    recipient: mapped(recipients, (recipient, name) => ({
      ...plain(recipient),
      ...plain({ gets: reports.filter(({ to }) => to.includes(name)).map(({ id }) => id) }),
    })),
    channel: mapped(channels, (settings) => plain(settings)),
    target: byId(
      publish,
      ({ id }) => id,
      ({ id: _id, at: _at, timeZone: _timeZone, missed: _missed, ...target }) => plain(target),
    ),
    person: mapped(people, (person) => plain(person)),
    role: mapped(roles, (role) => plain(role)),
  }
}

/**
 * Keeps what a process has put into force, where it is other than what was kept before. A store that cannot be written is
 * no reason to answer no question: it is logged.
 */
export async function rememberApplied(
  subject: 'data' | 'desk',
  { workspace, day, warehouse }: { workspace: Workspace; day: Day; warehouse: Pick<Warehouse, 'modelReads'> },
  world: World,
): Promise<void> {
  try {
    const place = await statePlace(workspace)
    const kept = await readApplied(place)
    const before = parsed(kept.find((row) => row.subject === appliedAs(subject, workspace))?.settings)
    const settings = changedSettings(before, subject, { workspace, day, warehouse })
    if (!settings) return
    const state = await openState(place, world)
    try {
      await state.applied.keep(appliedAs(subject, workspace), JSON.stringify(settings))
    } finally {
      await state.close()
    }
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    world.log.warn({ error: error.message }, 'settings.not_kept')
  }
}

/** Under what they are kept: each node has a warehouse and a server of its own. */
export function appliedAs(subject: 'data' | 'desk', workspace: Workspace): string {
  const node = nodeOf(workspace)
  return node === undefined ? subject : `${subject}@${node}`
}

/** @returns undefined where they are as before */
function changedSettings(
  before: AppliedSettings | undefined,
  subject: 'data' | 'desk',
  { workspace, day, warehouse }: { workspace: Workspace; day: Day; warehouse: Pick<Warehouse, 'modelReads'> },
): AppliedSettings | undefined {
  const settings = plainSettings(workspace, day)
  const things = Object.fromEntries(KINDS[subject].map((kind) => [kind, settings[kind]]))
  if (before?.day === day && JSON.stringify(before.things) === JSON.stringify(things)) return undefined
  return { day, things, reads: subject === 'data' ? warehouse.modelReads() : {} }
}

export const parsed = (text: string | undefined): AppliedSettings | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as AppliedSettings)

/** Lines of a model's header that say how it is built. */
const HEADER_WORD = /^(grain|incremental|sort|kind): .*$/gm

const print = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

const streamFields = ({ name: _name, feeds, ...stream }: Stream): Fields => ({
  ...plain({ feeds: feeds.map(({ entity }) => entity) }),
  '#reading': print([stream, feeds.map(({ staging }) => [sqlText(staging), staging.values.map(String)])]),
})

const byId = <T>(list: readonly T[], id: (one: T) => string, fields: (one: T) => Fields): Record<string, Fields> =>
  Object.fromEntries(list.map((one) => [id(one), fields(one)]))

const byPlace = (list: readonly object[], id: (place: number) => string): Record<string, Fields> =>
  Object.fromEntries(list.map((one, place) => [id(place), plain(one)]))

const mapped = <T>(all: Readonly<Record<string, T>>, fields: (one: T, id: string) => Fields): Record<string, Fields> =>
  Object.fromEntries(Object.entries(all).map(([id, one]) => [id, fields(one, id)]))

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

/** Settings as text by their paths: `lines.line_1: Support, Experts`. What is empty is left out, and what is secret is not told. */
function plain(value: unknown, path: readonly string[] = []): Fields {
  const text = textOf(value)
  if (text !== undefined) return text === '' || path.length === 0 ? {} : { [path.join('.')]: text }
  if (typeof value !== 'object' || value === null) return {}
  return Object.assign({}, ...Object.entries(value).map(([key, item]) => plain(item, [...path, key])))
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Secret) return String(value)
  if (isSql(value)) return [sqlText(value), ...value.values.map(String)].join(' ')
  if (Array.isArray(value)) return value.every(isScalar) ? value.map(String).join(', ') : undefined
  if (isScalar(value)) return String(value)
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? undefined : ''
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
