export { CONFIG_FILE, openWorkspace, workspaceLocale, type Workspace } from './workspace.ts'
export type { ReportSchedule } from './schema.ts'
export { initWorkspace, writeWorkspace } from './init.ts'
