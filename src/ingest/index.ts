export type { Ingest, SyncOptions, SyncProgress, SyncResult } from './contract.ts'
export { createIngest } from './ingest.ts'
