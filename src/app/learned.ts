import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf, type Day, type World } from '../base/index.ts'
import type { StreamResult } from '../ingest/index.ts'
import type { SettingsTable } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { notWritten } from './machine.ts'

/** What the packs have learned from the marts so far: `data/learned.json`. Tables that nothing was learned for are empty. */
export function readLearned(workspace: Workspace): SettingsTable[] {
  const file = learnedFile(workspace)
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SettingsTable[]) : []
  const declared = workspace.packs.flatMap(({ definition }) => definition.learning?.tables ?? [])
  return declared.map((table) => ({ ...table, rows: kept.find(({ name }) => name === table.name)?.rows ?? [] }))
}

/** Lets packs learn from their marts. */
export interface Learner {
  /**
   * Asks each pack whose figures may be others than when it learned last: rows of its entities came, or a new day began, or
   * this process has not asked it yet.
   * @param isAll every pack, whatever came
   * @returns whether anything is other than before, so that models which read it must be built again
   */
  learn(came: readonly StreamResult[], isAll: boolean): Promise<boolean>
}

export function createLearner(workspace: Workspace, warehouse: Warehouse, world: World): Learner {
  const { timeZone } = workspace
  const learnedOn = new Map<string, Day>()
  const marts = {
    rows: (query: Parameters<Warehouse['rows']>[0]) => warehouse.rows(query),
    columns: (query: Parameters<Warehouse['columns']>[0]) => warehouse.columns(query),
  }
  return {
    async learn(came, isAll) {
      const today = dayOf(world.now(), timeZone)
      const fed = entitiesFed(workspace, came)
      const tables = new Map(readLearned(workspace).map((table) => [table.name, table]))
      for (const { definition, settings } of workspace.packs) {
        const { id, learning, entities } = definition
        const isDue = isAll || learnedOn.get(id) !== today || entities.some((entity) => fed.has(entity.id))
        if (!learning || !isDue) continue
        const startedAt = world.now().getTime()
        for (const table of await learning.learn({ marts, settings, timeZone, today })) tables.set(table.name, table)
        learnedOn.set(id, today)
        world.log.info({ pack: id, seconds: (world.now().getTime() - startedAt) / 1000 }, 'learned')
      }
      return tables.size > 0 && keep(workspace, JSON.stringify([...tables.values()]))
    },
  }
}

/** Entities of which rows came that were not known before. */
function entitiesFed({ sources }: Workspace, came: readonly StreamResult[]): ReadonlySet<string> {
  const streams = sources.flatMap(({ id, definition, settings }) =>
    definition
      .streams(settings)
      .filter((stream) =>
        came.some((each) => each.source === id && each.stream === stream.name && each.added + each.changed > 0),
      ),
  )
  return new Set(streams.flatMap(({ feeds }) => feeds.map(({ entity }) => entity)))
}

/** @returns whether it is other than what was kept */
function keep(workspace: Workspace, text: string): boolean {
  const file = learnedFile(workspace)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  try {
    writeFileSync(`${file}.part`, text)
    renameSync(`${file}.part`, file)
  } catch (error) {
    throw notWritten(workspace.dataFolder, error)
  }
  return true
}

const learnedFile = ({ dataFolder }: Workspace): string => join(dataFolder, 'learned.json')
