import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { defineWords, silentLog, type Day, type Query, type World } from '../base/index.ts'
import {
  OWNER,
  defineDimension,
  defineMetric,
  definePack,
  type Analysis,
  type Dimension,
  type Metric,
  type PackDefinition,
  type Sql,
} from '../kit/index.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import type { Asker, Figures, FiguresOptions } from './contract.ts'
import { gatherDefinitions, type Definitions } from './definitions.ts'
import { createFigures } from './figures.ts'
import { planQuery } from './plan.ts'
import { understandQuery } from './question.ts'

/** For tests: the built-in owner, reading English. */
export const OWNER_IN_ENGLISH: Asker = { person: OWNER, locale: 'en' }

/** How many tickets were made: the metric of which most desks have variants. */
export const created = defineMetric({
  id: 'desk.created',
  meaning: '',
  unit: 'count',
  better: 'neither',
  from: 'mart.tickets',
  at: 'created_at',
  sql: 'count(*)',
})

/** A dimension that is the column of its own name in `mart.tickets`. */
export const ofTickets = (id: string, more: Partial<Dimension> = {}): Dimension =>
  defineDimension({ id, meaning: '', columns: { 'mart.tickets': id }, ...more })

export interface TestDefinitions {
  metrics: readonly Metric[]
  dimensions?: readonly Dimension[]
  analyses?: readonly Analysis<any, any>[]
  words?: Readonly<Record<string, string>>
}

export interface TestDesk extends TestDefinitions {
  /** marts by name, as the select that makes them */
  marts: Readonly<Record<string, string>>
  timeZone?: string
  today?: Day
  options?: Pick<FiguresOptions, 'visibleRows' | 'cacheBytes'>
}

export interface OpenDesk {
  figures: Figures
  warehouse: Warehouse
  close(): Promise<void>
}

const pinnedWorld: World = {
  now: () => new Date('2024-01-01T00:00:00Z'),
  sleep: async () => undefined,
  fetch: () => Promise.reject(new Error('there is no network in this test')),
  log: silentLog,
}

/** A real warehouse that holds the given marts, and the door for figures over it. */
export async function openDesk(desk: TestDesk): Promise<OpenDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-figures-'))
  const warehouse = await openWarehouse({ folder }, pinnedWorld)
  const models = Object.entries(desk.marts).map(([name, text]) => ({
    layer: 'mart' as const,
    name,
    text: text.trimStart().startsWith('/*') ? text.trimStart() : `/*\nRows of a test.\ngrain: row\n*/\n${text}`,
    path: `${name}.sql`,
  }))
  await warehouse.prepare({ sources: [], entities: [], models, settingsTables: [] })
  await warehouse.build()
  const figures = openDoor(desk, warehouse, {
    timeZone: desk.timeZone ?? 'UTC',
    today: () => desk.today ?? '2024-01-01',
    ...desk.options,
  })
  const close = async (): Promise<void> => {
    await warehouse.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { figures, warehouse, close }
}

/** The door for figures over a warehouse, on the first day of 2024 in UTC unless the options say otherwise. */
export function openDoor(
  definitions: TestDefinitions,
  warehouse: Warehouse,
  options: Partial<FiguresOptions> = {},
): Figures {
  return createFigures({
    packs: [{ definition: testPack(definitions), settings: {} }],
    warehouse,
    timeZone: 'UTC',
    currency: undefined,
    today: () => '2024-01-01',
    ...options,
  })
}

/** What is known of one pack without a warehouse: enough to plan a question. */
export const knownOf = (definitions: TestDefinitions): Definitions =>
  gatherDefinitions([{ definition: testPack(definitions), settings: {} }])

/** The select of a question of the owner in Moscow's zone; the warehouse holds no rows. */
export async function planOf(query: Query, definitions: Definitions, today: Day = '2023-12-31'): Promise<Sql> {
  const calendar = { timeZone: 'Europe/Moscow', today, span: async () => undefined }
  return planQuery(await understandQuery(query, definitions, calendar), definitions, { seesAll: () => true })
}

/** A pack of the definitions. */
export function testPack({ metrics, dimensions = [], analyses = [], words = {} }: TestDefinitions): PackDefinition {
  const pack = definePack({
    id: 'desk',
    settings: z.strictObject({}),
    entities: [],
    dimensions,
    metrics,
    analyses,
    reports: [],
    dashboards: [],
    models: new URL('file:///none/'),
    words: defineWords({ en: words, ru: words }),
  })
  return pack({}).definition
}
