import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncOptions, type SyncResult } from '../../src/ingest/index.ts'
import { checkSettings, trusted, type ConfiguredSource, type Entity } from '../../src/kit/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld, type PinnedWorld } from '../pinned-world.ts'
import { Finding, must, mustBeSaid, mustBeSentence, mustBeUnpolluted } from './target.ts'

/** A source over a real warehouse and a clock that stands still. */
export interface Lab {
  folder: string
  world: PinnedWorld
  warehouse: Warehouse
  /** reads the source, and looks at all that must hold of any run, whatever came */
  sync(mode?: SyncOptions['mode']): Promise<SyncResult['streams']>
  /** all rows of core as text, with all that they said before unless only what they say now is wanted */
  state(of?: 'now' | 'ever'): Promise<string>
  rows(query: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface LabOptions {
  folder?: string
  now?: string
  /** texts that no error and no line of the log may hold */
  secrets?: readonly string[]
  timeoutSeconds?: number
}

export const NOW = '2024-01-01T00:00:00Z'

export async function openLab(
  { id, definition, settings: written }: Omit<ConfiguredSource, 'kind'>,
  entities: readonly Entity[],
  {
    folder = mkdtempSync(join(tmpdir(), 'svodka-fuzz-')),
    now = NOW,
    secrets = [],
    timeoutSeconds = 20,
  }: LabOptions = {},
): Promise<Lab> {
  const world = pinnedWorld(now)
  const settings: unknown = checkSettings(definition.settings, written, 'svodka.config.ts', ['sources', id])
  const warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
  const streams = definition.streams(settings)
  await warehouse.prepare({ sources: [{ id, streams }], entities, models: [], settingsTables: [] })
  const ingest = createIngest({ sources: [{ id, definition, settings }], warehouse, folder, world, timeoutSeconds })
  const tables = [...new Set(streams.flatMap(({ feeds }) => feeds.map(({ entity }) => entity.replace('.', '_'))))]
  const rows = (query: string) => warehouse.rows(trusted(query))
  return {
    folder,
    world,
    warehouse,
    async sync(mode = 'new') {
      world.lines.length = 0
      const { streams: results } = await ingest.sync({ mode, locale: 'en' }, () => {})
      for (const result of results) mustBeSound(result)
      mustKeepSecrets(JSON.stringify([results, world.lines]), secrets)
      mustBeUnpolluted()
      return results
    },
    async state(of = 'ever') {
      const parts = tables.flatMap((table) => [
        `select * from core.${table} order by all`,
        ...(of === 'ever' ? [`select * from core.${table}_history order by all`] : []),
      ])
      return JSON.stringify(await Promise.all(parts.map(rows)))
    },
    rows,
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function mustBeSound({ added, changed, unchanged, rejected, cause }: SyncResult['streams'][number]): void {
  for (const count of [added, changed, unchanged, rejected])
    must(Number.isSafeInteger(count) && count >= 0, 'a count that is none', [added, changed, unchanged, rejected])
  if (!cause) return
  mustBeSaid(cause)
  mustBeSentence(cause.en)
  mustBeSentence(cause.ru)
}

const mustKeepSecrets = (told: string, secrets: readonly string[]): void => {
  for (const secret of secrets) must(!told.includes(secret), 'a secret was told', told)
}

/** How many records a run has an answer for. */
export const countOf = (streams: SyncResult['streams']): number =>
  streams.reduce((sum, { added, changed, unchanged, rejected }) => sum + added + changed + unchanged + rejected, 0)

/** The same again changes nothing that any row says; nor what it said, where nobody is asked anew. */
export async function mustComeToTheSame(lab: Lab, how: 'new' | 'refetch' | 'full'): Promise<void> {
  const of = how === 'refetch' ? 'now' : 'ever'
  const before = await lab.state(of)
  await lab.sync(how)
  const after = await lab.state(of)
  if (before !== after)
    throw new Finding(`read again (${how}), the same is not the same: ${firstDifference(before, after).join(' ≠ ')}`)
}

function firstDifference(before: string, after: string): string[] {
  let at = 0
  while (before[at] === after[at]) at += 1
  return [before, after].map((text) => text.slice(Math.max(0, at - 300), at + 300))
}
