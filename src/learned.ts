import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type World, dayOf } from './base/index.ts'
import type { SettingsTable } from './kit/index.ts'
import type { Warehouse } from './warehouse/index.ts'
import type { Workspace } from './workspace/index.ts'

/** What the packs have learned from the marts so far: `data/learned.json`. Tables that nothing was learned for are empty. */
export function readLearned(workspace: Workspace): SettingsTable[] {
  const file = learnedFile(workspace)
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SettingsTable[]) : []
  const declared = workspace.packs.flatMap(({ definition }) => definition.learning?.tables ?? [])
  return declared.map((table) => ({ ...table, rows: kept.find(({ name }) => name === table.name)?.rows ?? [] }))
}

/**
 * Lets every pack learn from its marts and keeps what it learned.
 * @returns whether anything is other than before, so that models which read it must be built again
 */
export async function learn(workspace: Workspace, warehouse: Warehouse, world: World): Promise<boolean> {
  const learned: SettingsTable[] = []
  const { timeZone } = workspace
  for (const { definition, settings } of workspace.packs) {
    const { learning } = definition
    if (!learning) continue
    const startedAt = world.now().getTime()
    const marts = {
      rows: (query: Parameters<Warehouse['rows']>[0]) => warehouse.rows(query),
      columns: (query: Parameters<Warehouse['columns']>[0]) => warehouse.columns(query),
    }
    learned.push(...(await learning.learn({ marts, settings, timeZone, today: dayOf(world.now(), timeZone) })))
    world.log.info({ pack: definition.id, seconds: (world.now().getTime() - startedAt) / 1000 }, 'learned')
  }
  const text = JSON.stringify(learned)
  const file = learnedFile(workspace)
  if (learned.length === 0 || (existsSync(file) && readFileSync(file, 'utf8') === text)) return false
  writeFileSync(`${file}.part`, text)
  renameSync(`${file}.part`, file)
  return true
}

const learnedFile = ({ dataFolder }: Workspace): string => join(dataFolder, 'learned.json')
