import type { LeadsTo } from '../../base/index.ts'

/** Where the number of a loan leads. */
export const LOAN_PAGE: LeadsTo = { analysis: 'lending.loan', setting: 'loan' }
