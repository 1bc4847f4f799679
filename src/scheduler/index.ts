export * from './contract.ts'
export { cronInWords } from './cron-words.ts'
export { checkCron, dueTimes } from './cron.ts'
export { createScheduler } from './scheduler.ts'
