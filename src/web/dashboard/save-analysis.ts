import type { AnalysisAnswer, Locale } from '../../base/index.ts'
import { csvOf, saveText } from '../parts/files.ts'
import { saveXlsx } from '../parts/save-xlsx.ts'

/** Every table of an analysis as a file of its own. */
export function saveAnalysisCsv({ id, tables }: AnalysisAnswer, locale: Locale): void {
  for (const [name, table] of Object.entries(tables))
    saveText(csvOf(table.columns, table.rows, locale), `${id}-${name}.csv`)
}

/** Every table of an analysis as a sheet of one workbook. */
export const saveAnalysisXlsx = ({ id, tables }: AnalysisAnswer): Promise<void> =>
  saveXlsx(Object.values(tables), `${id}.xlsx`)
