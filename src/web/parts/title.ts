import { useEffect } from 'react'
import { useWorkspace } from '../workspace.ts'

/** Names the page in the browser's tab and history. */
export function useTitle(title: string | undefined): void {
  const { name } = useWorkspace()
  useEffect(() => {
    document.title = title ? `${title} · ${name}` : name
  }, [title, name])
}
