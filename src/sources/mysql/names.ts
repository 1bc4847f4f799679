import { tableNameParts, trusted, type Sql } from '../../kit/index.ts'

/** `sales.events` → database and table; a part in backticks may hold dots and spaces. Undefined when it is no name. */
export const nameParts = (text: string): readonly string[] | undefined => tableNameParts(text, '`')

/** A name as MySQL quotes it, whatever its `sql_mode`; several are joined by dots. */
export const quoted = (...names: readonly string[]): Sql =>
  trusted(names.map((name) => `\`${name.replaceAll('`', '``')}\``).join('.'))

export const tableSql = (text: string): Sql => quoted(...(nameParts(text) ?? [text]))
