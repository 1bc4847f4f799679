export { CONFIG_FILE, openWorkspace, type Workspace } from './workspace.ts'
export type { ReportSchedule } from './schema.ts'
export { initWorkspace, writeWorkspace } from './init.ts'
