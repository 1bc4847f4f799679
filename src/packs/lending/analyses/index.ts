import { reminders } from './reminders/index.ts'

/** In the order in which they are listed. */
export const analyses = [reminders] as const
