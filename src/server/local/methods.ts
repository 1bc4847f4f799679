import type { Program } from '../contract.ts'

/** What another process of the same machine may ask of the one that holds the data: everything; `sync` and `backup` also tell their progress, `exported` gives a file piece by piece. */
const METHODS: Readonly<Record<keyof Program, 'plain' | 'tells' | 'streams'>> = {
  about: 'plain',
  home: 'plain',
  dashboard: 'plain',
  catalog: 'plain',
  query: 'plain',
  analyze: 'plain',
  rows: 'plain',
  values: 'plain',
  exported: 'streams',
  reports: 'plain',
  report: 'plain',
  document: 'plain',
  dataState: 'plain',
  loadRuns: 'plain',
  runLog: 'plain',
  rejected: 'plain',
  rejectedFile: 'plain',
  replay: 'plain',
  lineage: 'plain',
  why: 'plain',
  sync: 'tells',
  schema: 'plain',
  backup: 'tells',
  check: 'plain',
  deliveryState: 'plain',
  previewSend: 'plain',
  sendReport: 'plain',
  testSend: 'plain',
  pauseSchedule: 'plain',
  runSchedule: 'plain',
  publish: 'plain',
  decidePart: 'plain',
  inviteRecipient: 'plain',
}

export type LocalMethod = keyof Program

export const LOCAL_METHODS = Object.keys(METHODS) as readonly LocalMethod[]

/** the last argument is called with what goes on */
export const tellsProgress = (method: LocalMethod): boolean => METHODS[method] === 'tells'

/** the result has `content` that is handed over piece by piece, as it is made */
export const streamsContent = (method: LocalMethod): boolean => METHODS[method] === 'streams'
