export { ROLES, type Visible } from './roles.ts'
export { rowRules, visibleRows, type VisibleRows } from './rows.ts'
