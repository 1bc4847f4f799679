import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import type { LandedBatch } from './contract.ts'
import type { PlannedStream } from './plan.ts'
import { readType, type RecordField } from './record-type.ts'
import { literal } from './text.ts'

/** A record is one line or one element; longer ones are rejected. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024

/** Where a batch's file is and what its stream says of it. */
export interface RecordSource {
  planned: PlannedStream
  batch: LandedBatch
  path: string
  /** a folder for what is made on the way */
  temporaryFolder: string
  /** columns of a csv that hold nothing but numbers are numbers; texts otherwise */
  areNumbersTyped?: boolean
  /** what the engine said of the file in one go; it would say the same again */
  strictFault?: Error
  /** `_line` of the relation `record` counts lines that are not blank, whose rows stand in their order */
  isCountedWithoutBlanks?: boolean
}

/** A JSON file as a relation of its fields. A patient reader makes a line that is not JSON a row of nulls. */
export function jsonReader(
  path: string,
  format: 'ndjson' | 'json',
  fields: readonly RecordField[],
  isPatient = false,
): Sql {
  const columns = joinSql(
    fields.map((field) => sql`${identifier(field.name)}: ${literal(readType(field))}`),
    ', ',
  )
  return sql`read_json(${literal(path)}, format = ${literal(format === 'ndjson' ? 'newline_delimited' : 'auto')},
    records = true, maximum_object_size = ${trusted(String(MAX_RECORD_BYTES))},
    ignore_errors = ${trusted(String(isPatient))}, columns = {${columns}})`
}
