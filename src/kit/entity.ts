/** Types of an entity's columns. Keys and codes are strings whatever the vendor uses; instants are UTC. */
export type ColumnType = 'string' | 'integer' | 'decimal' | 'double' | 'boolean' | 'instant' | 'day'

export interface EntityColumn {
  type: ColumnType
  /** may not be null; a row that lacks it is rejected */
  required?: boolean
  /** a row with less is rejected */
  least?: number
  /** a row with more is rejected */
  most?: number
  /** a column of the same row; a row with a value before that one's is rejected */
  notBefore?: string
  meaning: string
}

/** Columns that a pack needs and any source can provide: where sources and packs meet. */
export interface Entity {
  id: string
  meaning: string
  /** identify a row within its source */
  key: readonly string[]
  /** the column that says when the vendor last changed the row; versions are ordered by it. Absent: by arrival. */
  version?: string
  columns: Readonly<Record<string, EntityColumn>>
}

export function defineEntity(entity: Entity): Entity {
  return Object.freeze(entity)
}

/** `support.ticket` → `support_ticket`: the table's name in core; in staging `desk__support_ticket`. */
export const tableName = (entityId: string): string => entityId.replaceAll('.', '_')

/** DuckDB's name of a column type; instants are `timestamp` without zone, always UTC. */
export const ENGINE_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'varchar',
  integer: 'bigint',
  decimal: 'decimal(18,2)',
  double: 'double',
  boolean: 'boolean',
  instant: 'timestamp',
  day: 'date',
}
