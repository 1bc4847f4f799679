import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { defineWords, silentLog, type Day, type World } from '../base/index.ts'
import { OWNER, definePack, type Analysis, type Dimension, type Metric, type PackDefinition } from '../kit/index.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import type { Asker, Figures, FiguresOptions } from './contract.ts'
import { createFigures } from './figures.ts'

/** For tests: the built-in owner, reading English. */
export const OWNER_IN_ENGLISH: Asker = { person: OWNER, locale: 'en' }

export interface TestDesk {
  /** marts by name, as the select that makes them */
  marts: Readonly<Record<string, string>>
  metrics: readonly Metric[]
  dimensions?: readonly Dimension[]
  analyses?: readonly Analysis<any, any>[]
  words?: Readonly<Record<string, string>>
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
  const figures = createFigures({
    packs: [{ definition: testPack(desk), settings: {} }],
    warehouse,
    timeZone: desk.timeZone ?? 'UTC',
    currency: undefined,
    today: () => desk.today ?? '2024-01-01',
    ...desk.options,
  })
  const close = async (): Promise<void> => {
    await warehouse.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { figures, warehouse, close }
}

/** A pack of the desk's definitions. */
export function testPack({ metrics, dimensions = [], analyses = [], words = {} }: TestDesk): PackDefinition {
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
