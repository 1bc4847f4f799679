import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'

/** A quoted text constant, for the places where the engine takes no parameter: views, settings, options of readers. */
export const literal = (text: string): Sql => trusted(`'${text.replaceAll("'", "''")}'`)

/** `"a", "b"` */
export const names = (columns: readonly string[]): Sql =>
  joinSql(
    columns.map((column) => identifier(column)),
    ', ',
  )

/** `t."a", t."b"` */
export const namesOf = (table: string, columns: readonly string[]): Sql =>
  joinSql(
    columns.map((column) => identifier(table, column)),
    ', ',
  )

/** `a."x" = b."x" and a."y" = b."y"` */
export const sameKey = (left: string, right: string, key: readonly string[]): Sql =>
  joinSql(
    key.map((column) => sql`${identifier(left, column)} = ${identifier(right, column)}`),
    ' and ',
  )

/** A text without the semicolon and spaces at its end. */
export const statementText = (text: string): string => text.replace(/[\s;]+$/, '')
