import type { LeadsTo } from '../../base/index.ts'

/** Where the name of a buyer leads. */
export const CUSTOMER_PAGE: LeadsTo = { analysis: 'orders.customer', setting: 'buyer' }
