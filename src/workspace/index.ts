export { CONFIG_FILE, openWorkspace, type Workspace } from './workspace.ts'
export { initWorkspace, writeWorkspace } from './init.ts'
