import { loan } from './loan.ts'
import { overdueShare } from './overdue-share.ts'
import { reminders } from './reminders/index.ts'
import { rollRates } from './roll-rates.ts'
import { vintage } from './vintage.ts'

/** In the order in which they are listed. */
export const analyses = [overdueShare, rollRates, vintage, loan, reminders] as const
