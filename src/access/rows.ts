import type { Person } from '../kit/index.ts'
import { ROLES, type Role, type Visible } from './roles.ts'

/** Says which rows of a mart (`mart.support_tickets`) a person may see. */
export type VisibleRows = (person: Person, mart: string) => Visible

/** The row rules of a table of roles; a role that is not in the table sees nothing. */
export const rowRules =
  (roles: Readonly<Record<string, Role>>): VisibleRows =>
  (person, mart) => {
    const role = Object.hasOwn(roles, person.role) ? roles[person.role] : undefined
    return role ? role.rows(person, mart) : 'none'
  }

/**
 * Which rows of a mart this person may see, by the product's roles. Denies by default.
 * @example visibleRows(OWNER, 'mart.support_tickets') // 'all'
 */
export const visibleRows: VisibleRows = rowRules(ROLES)
