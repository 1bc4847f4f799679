export type { Role, Visible } from './roles.ts'
export { rowRules, visibleRows, type VisibleRows } from './rows.ts'
