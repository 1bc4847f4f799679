import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Day } from '../base/index.ts'
import type { Model, WarehouseDefinition } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { readLearned } from './learned.ts'

/** Which entities each source feeds. */
export const feeds = ({ sources }: Workspace) =>
  sources.map(({ id, definition, settings }) => ({
    id,
    entities: definition.streams(settings).flatMap((stream) => stream.feeds.map(({ entity }) => entity)),
  }))

/** What the warehouse must hold for the settings, on a day: some tables of settings are of one. */
export function warehouseDefinition(workspace: Workspace, today: Day): WarehouseDefinition {
  return {
    sources: workspace.sources.map(({ id, definition, settings }) => ({ id, streams: definition.streams(settings) })),
    entities: workspace.packs.flatMap(({ definition }) => definition.entities),
    models: workspace.packs.flatMap(({ definition }) => readModels(definition.models)),
    settingsTables: [
      ...workspace.packs.flatMap(
        ({ definition, settings }) =>
          definition.settingsTables?.(settings, { timeZone: workspace.timeZone, today }) ?? [],
      ),
      ...readLearned(workspace),
    ],
  }
}

/** The `.sql` files of a pack: `core/*.sql` and `mart/*.sql`. */
function readModels(folder: URL): Model[] {
  const root = fileURLToPath(folder)
  return (['core', 'mart'] as const).flatMap((layer) => {
    const files = existsSync(join(root, layer))
      ? readdirSync(join(root, layer)).filter((name) => name.endsWith('.sql'))
      : []
    return files.toSorted().map((file) => {
      const path = join(root, layer, file)
      return { layer, name: file.replace(/\.sql$/, ''), text: readFileSync(path, 'utf8'), path }
    })
  })
}
