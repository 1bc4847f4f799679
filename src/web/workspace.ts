import { createContext, use } from 'react'
import type { AppView } from '../api/index.ts'

export const WorkspaceContext = createContext<AppView | undefined>(undefined)

/** The workspace that the page shows; known before any page is drawn. */
export function useWorkspace(): AppView {
  const workspace = use(WorkspaceContext)
  if (!workspace) throw new Error('useWorkspace outside of Shell')
  return workspace
}
