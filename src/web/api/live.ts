import { createContext, use } from 'react'

/** How often a page of what goes on right now asks anew, in milliseconds; undefined: only when somebody asks. */
export const LiveContext = createContext<number | undefined>(undefined)

/** How questions of this page are asked again: never by themselves, or at intervals while somebody can see the page. */
export function useLive() {
  const interval = use(LiveContext)
  return interval === undefined
    ? { isLive: false, asking: {} }
    : {
        isLive: true,
        asking: {
          refetchInterval: interval,
          // a tab that nobody sees asks nothing; once seen again, it asks at once
          refetchIntervalInBackground: false,
          refetchOnWindowFocus: 'always' as const,
        },
      }
}
