import { join } from 'node:path'
import type { Day } from '../base/index.ts'
import type { Figures } from '../figures/index.ts'
import type { Ingest } from '../ingest/index.ts'
import { tableCsv } from '../reports/index.ts'
import {
  lineageView,
  rejectedTable,
  rejectedTitle,
  rejectedView,
  runLogView,
  runsView,
  whyView,
  type DataProgram,
} from '../server/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'

export interface DataProgramParts {
  workspace: Workspace
  warehouse: Warehouse
  figures: Figures
  ingest: Ingest
  today(): Day
}

/** How rows came, what did not fit, what figures are made of and why they changed. */
export function dataProgram({ workspace, warehouse, figures, ingest, today }: DataProgramParts): DataProgram {
  const packs = workspace.packs.map((pack) => pack.definition)
  const { timeZone } = workspace
  return {
    loadRuns: (before, { locale }) => runsView(warehouse, before, locale),
    runLog: (id) => runLogView(warehouse, join(workspace.dataFolder, 'log'), id),
    rejected: (filter) => rejectedView(warehouse, filter),
    rejectedFile: async (filter, { locale }) =>
      tableCsv(rejectedTitle(locale), await rejectedTable(warehouse, filter, locale), locale, timeZone),
    replay: (source, stream) => ingest.replay(source, stream),
    lineage: (metric, { locale }) => lineageView(packs, warehouse, metric, locale),
    why: (request, asker) => whyView({ packs, figures, warehouse, timeZone, today: today() }, request, asker),
  }
}
