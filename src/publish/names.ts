import { createHash } from 'node:crypto'
import { identifier, joinSql, type Sql } from '../kit/index.ts'
import type { PublishTarget } from './contract.ts'
import type { MartPlan } from './marts.ts'

/**
 * Which publication a row belongs to, in the tables that lie behind the views; below zero in the one row that says that a
 * publication is shown.
 */
export const PUBLICATION = identifier('svodka_publication')

/** What readers see of the publications: one row a mart, and which of them counts. */
export const PUBLISHED = 'svodka_published'
/** The tables that lie behind the views. */
export const STORED = 'stored'

const LONGEST_BEGINNING = 30
const SHAPE_DIGITS = 10

export const publishedTable = ({ schema }: PublishTarget): Sql => identifier(schema, PUBLISHED)
export const dataSchema = ({ schema }: PublishTarget): string => `${schema}_data`
export const storedTable = (target: PublishTarget): Sql => identifier(dataSchema(target), STORED)
export const dataTable = (target: PublishTarget, name: string): Sql => identifier(dataSchema(target), name)
export const viewName = ({ schema }: PublishTarget, { view }: Pick<MartPlan, 'view'>): Sql => identifier(schema, view)

/** Of the table whose partitions are the publications of a mart: another set of columns is another table. */
export function parentName({ mart, view, columns }: MartPlan): string {
  const shape = JSON.stringify([mart, columns.map(({ name, type }) => [name, type])])
  const digits = createHash('sha256').update(shape).digest('hex').slice(0, SHAPE_DIGITS)
  return `${view.replaceAll(/[^a-z0-9_]/gi, '').slice(0, LONGEST_BEGINNING)}_${digits}`
}

export const partName = (parent: string, publication: number): string => `${parent}_${publication}`

/** Holds a row when the publication is shown. */
export const markName = (part: string): string => `${part}_shown`

export const columnList = (columns: readonly { name: string }[]): Sql =>
  joinSql(
    columns.map(({ name }) => identifier(name)),
    ', ',
  )
