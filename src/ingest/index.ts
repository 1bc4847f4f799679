export type { Ingest, StreamResult, SyncOptions, SyncProgress, SyncResult } from './contract.ts'
export { openInbox, type Inbox } from './inbox/inbox.ts'
export type { Post } from './inbox/receive.ts'
export { createIngest } from './ingest.ts'
