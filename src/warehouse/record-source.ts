import { availableParallelism } from 'node:os'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import type { LandedBatch } from './contract.ts'
import type { PlannedStream } from './plan.ts'
import { readType, type RecordField } from './record-type.ts'
import { literal } from './text.ts'

const MEGABYTE = 1024 * 1024
const CORES = availableParallelism()

/** A record is one line or one element; longer ones are rejected. */
export const MAX_RECORD_BYTES = 16 * MEGABYTE

/** In files so large that each core has several pieces to read all the same, a record may be longer. */
const LARGE_FILE_BYTES = CORES * 192 * MEGABYTE
const MOST_CORES = 8

/**
 * How long a record of a file may be. The engine reads pieces of twice that length, and what a piece gave beyond whole
 * blocks of a table is copied once more: large pieces of a large file save a tenth of its load.
 */
export const mostRecordBytes = ({ bytes }: Pick<LandedBatch, 'bytes'>): number =>
  bytes >= LARGE_FILE_BYTES && CORES <= MOST_CORES ? 4 * MAX_RECORD_BYTES : MAX_RECORD_BYTES

/** Where a batch's file is and what its stream says of it. */
export interface RecordSource {
  planned: PlannedStream
  batch: Omit<LandedBatch, 'sha256' | 'cursor'>
  path: string
  /** a folder for what is made on the way */
  temporaryFolder: string
  /** every record was looked at for its fields, not only the first */
  isSniffedWhole?: boolean
  /** columns of a csv that hold nothing but numbers are numbers; texts otherwise */
  areNumbersTyped?: boolean
  /** what the engine said of the file in one go; it would say the same again */
  strictFault?: Error
  /** `record` and `reject` hold what a careful reading gave */
  isReadCarefully?: boolean
  /** `_line` of the relation `record` counts lines that are not blank, whose rows stand in their order */
  isCountedWithoutBlanks?: boolean
}

/** A JSON file as a relation of its fields. A patient reader makes a line that is not JSON a row of nulls. */
export function jsonReader(
  { path, batch }: Pick<RecordSource, 'path' | 'batch'>,
  format: 'ndjson' | 'json',
  fields: readonly RecordField[],
  isPatient = false,
): Sql {
  const columns = joinSql(
    fields.map((field) => sql`${identifier(field.name)}: ${literal(readType(field))}`),
    ', ',
  )
  return sql`read_json(${literal(path)}, format = ${literal(format === 'ndjson' ? 'newline_delimited' : 'auto')},
    records = true, maximum_object_size = ${trusted(String(mostRecordBytes(batch)))},
    ignore_errors = ${trusted(String(isPatient))}, columns = {${columns}})`
}
