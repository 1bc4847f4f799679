export * from './contract.ts'
export { cronInWords } from './cron-words.ts'
export { checkCron } from './cron.ts'
export { createScheduler, type SchedulerOptions } from './scheduler.ts'
