import { Button } from '@mantine/core'
import { useFullscreenDocument } from '@mantine/hooks'
import { IconMaximize, IconMinimize, IconPrinter } from '@tabler/icons-react'
import { useSay } from '../locale.tsx'
import { ChoicePill } from './ChoicePill.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { REFRESHES } from './search.ts'

/** What can be done with a whole board: on a wall it fills the screen and refreshes itself, on paper it is one column. */
export function BoardTools() {
  const say = useSay()
  const { fullscreen, toggle } = useFullscreenDocument()
  const Icon = fullscreen ? IconMinimize : IconMaximize
  return (
    <div className={styles.boardTools}>
      <RefreshPill />
      {document.fullscreenEnabled && (
        <Button
          size="xs"
          variant="default"
          fw={400}
          visibleFrom="sm"
          leftSection={<Icon size={14} aria-hidden />}
          onClick={() => void toggle()}
        >
          {say(fullscreen ? 'full_screen_leave' : 'full_screen')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        fw={400}
        visibleFrom="sm"
        leftSection={<IconPrinter size={14} aria-hidden />}
        onClick={() => print()}
      >
        {say('print')}
      </Button>
    </div>
  )
}

/** How often the board asks anew; one of what goes on right now says so itself. */
function RefreshPill() {
  const say = useSay()
  const { view, setView, dashboard } = useDashboardState()
  if (dashboard.refreshSeconds !== null) return null
  const name = (seconds: number) =>
    seconds < 60 ? say('refresh_seconds', { seconds }) : say('refresh_minutes', { minutes: seconds / 60 })
  return (
    <ChoicePill
      name={say('refresh')}
      choices={[
        { value: '', label: say('refresh_never') },
        ...REFRESHES.map((seconds) => ({ value: String(seconds), label: name(seconds) })),
      ]}
      value={String(view.refreshSeconds ?? '')}
      isSet={view.refreshSeconds !== undefined}
      onChoose={(value) => setView({ ...view, refreshSeconds: REFRESHES.find((seconds) => String(seconds) === value) })}
    />
  )
}
