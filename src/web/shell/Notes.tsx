import { Badge } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { formatDay } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Hint } from '../parts/Hint.tsx'
import { useWorkspace } from '../workspace.ts'

/** What everybody who looks at the figures must know: whether the data is made up. */
export function Notes() {
  const say = useSay()
  const locale = useLocale()
  const { isTodayPinned, today } = useWorkspace()
  const badge = { variant: 'light', radius: 'sm', size: 'md', tt: 'none', fw: 500, tabIndex: 0 } as const
  return (
    <>
      {isTodayPinned && (
        <Hint label={say('sample_note_full', { day: formatDay(today, locale) })}>
          <Badge {...badge} color="orange" leftSection={<IconFlask size={13} aria-hidden />}>
            {say('sample_note', { day: formatDay(today, locale) })}
          </Badge>
        </Hint>
      )}
    </>
  )
}
