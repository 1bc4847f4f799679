import { identifier, tableNameParts, type Sql } from '../../kit/index.ts'

/** `sales.events` → schema and table; a part in double quotes may hold dots and spaces. Undefined when it is no name. */
export const nameParts = (text: string): readonly string[] | undefined => tableNameParts(text, '"')

export const tableSql = (text: string): Sql => identifier(...(nameParts(text) ?? [text]))
