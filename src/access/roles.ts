import type { Person, Sql } from '../kit/index.ts'

/** Rows of a mart that a person may see: all of them, none, or those that a condition over the mart's columns keeps. */
export type Visible = Sql | 'all' | 'none'

export interface Role {
  /** what somebody with this role may do, in one sentence */
  meaning: string
  rows(person: Person, mart: string): Visible
}

/** Every role there is. What is not in this table may see nothing. */
export const ROLES: Readonly<Record<string, Role>> = Object.freeze({
  owner: { meaning: 'The person of the workspace’s own machine: sees every row.', rows: () => 'all' },
  manager: {
    meaning: 'Gets and asks for the reports that the settings name for them: sees every row behind those.',
    rows: () => 'all',
  },
})
