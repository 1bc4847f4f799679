import { useCallback } from 'react'
import { useSay } from '../locale.tsx'
import { words } from '../words.ts'

/** What a role is called; one from the settings is called as they call it. */
export function useRoleName(): (role: string) => string {
  const say = useSay()
  return useCallback((role) => (words.has(`role_${role}`) ? say(`role_${role}`) : role), [say])
}
