export * from './contract.ts'
export { ROLES, type Role, type Visible } from './roles.ts'
export { rowRules, visibleRows, type VisibleRows } from './rows.ts'
