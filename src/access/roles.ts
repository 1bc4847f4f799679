import { sql, type Person, type Sql } from '../kit/index.ts'

/** Rows of a mart that a person may see: all of them, none, or those that a condition over the mart's columns keeps. */
export type Visible = Sql | 'all' | 'none'

/** Marts of the orders whose rows belong to a manager, and those that hold no row of any customer. */
const ROWS_OF_MANAGERS: ReadonlySet<string> = new Set([
  'mart.orders_lines',
  'mart.orders_lines_rows',
  'mart.orders_sales',
  'mart.orders_sales_rows',
  'mart.orders_customers',
  'mart.orders_customers_rows',
])
const ROWS_OF_NOBODY: ReadonlySet<string> = new Set(['mart.orders_rfm_cuts'])

export interface Role {
  /** what somebody with this role may do, in one sentence */
  meaning: string
  rows(person: Person, mart: string): Visible
}

/** Every role there is. What is not in this table may see nothing. */
export const ROLES: Readonly<Record<string, Role>> = Object.freeze<Record<string, Role>>({
  owner: { meaning: 'The person of the workspace’s own machine: sees every row.', rows: () => 'all' },
  manager: {
    meaning: 'Gets and asks for the reports that the settings name for them: sees every row behind those.',
    rows: () => 'all',
  },
  seller: {
    meaning: 'Sees the orders of their own customers: rows whose manager is their name.',
    rows: ({ name }, mart) =>
      ROWS_OF_NOBODY.has(mart) ? 'all' : ROWS_OF_MANAGERS.has(mart) ? sql`manager = ${name}` : 'none',
  },
})
