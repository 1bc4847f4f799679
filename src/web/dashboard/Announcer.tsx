import { VisuallyHidden } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { useLive } from '../api/live.ts'
import { useSay } from '../locale.tsx'

const QUESTIONS = new Set(['query', 'analyze'])

/** Tells a screen reader that figures are on their way, and that they have come. */
export function Announcer() {
  const say = useSay()
  const { isLive } = useLive()
  // a page that refreshes itself would be told again and again
  const waiting = useIsFetching({
    predicate: ({ queryKey, state }) => QUESTIONS.has(String(queryKey[0])) && !(isLive && state.data !== undefined),
  })
  return (
    <VisuallyHidden component="output" aria-live="polite" data-waiting={waiting}>
      {waiting > 0 ? say('figures_loading') : say('figures_loaded')}
    </VisuallyHidden>
  )
}
