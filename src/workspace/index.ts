export { CONFIG_FILE, openWorkspace, type Workspace } from './workspace.ts'
export type { AccessSettings, PersonSettings, ReportSchedule, RoleSettings } from './schema.ts'
export { initWorkspace, writeWorkspace } from './init.ts'
