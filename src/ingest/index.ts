export type {
  Ingest,
  IngestOptions,
  IngestSource,
  OnProgress,
  StreamResult,
  SyncOptions,
  SyncProgress,
  SyncResult,
} from './contract.ts'
export { createHttp, type HttpOptions } from './http.ts'
export { createIngest } from './ingest.ts'
