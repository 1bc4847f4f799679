import { Button, Popover, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import { PERIOD_PRESETS, type PeriodPreset } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { formatSpan } from '../parts/format.ts'
import { Waiting } from '../parts/states.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { Pill } from './Pill.tsx'
import { periodDays } from './tile-query.ts'

// the calendar is heavy, and comes with the first press
const CustomDays = lazy(async () => ({ default: (await import('./CustomDays.tsx')).CustomDays }))

/** The period: a preset, or the first and the last day. */
export function PeriodPill() {
  const say = useSay()
  const locale = useLocale()
  const state = useDashboardState()
  const { view, setView, dashboard, today } = state
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const days = periodDays(view, state)
  const title = typeof view.period === 'string' ? say(`period_${view.period}`) : formatSpan(days.from, days.to, locale)
  const choosePreset = (preset: PeriodPreset) => {
    setView({ ...view, period: preset })
    close()
  }
  return (
    <Popover opened={isOpen} onChange={toggle} position="bottom-start" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Pill
          name={say('period')}
          value={title}
          isSet={view.period !== dashboard.period}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
        />
      </Popover.Target>
      <Popover.Dropdown className={styles.period} aria-label={say('period')}>
        <div className={styles.presets}>
          {PERIOD_PRESETS.map((preset) => (
            <Button
              key={preset}
              size="compact-sm"
              fw={view.period === preset ? 700 : 400}
              justify="start"
              variant={view.period === preset ? 'light' : 'subtle'}
              color={view.period === preset ? 'ink' : 'gray'}
              onClick={() => choosePreset(preset)}
            >
              {say(`period_${preset}`)}
            </Button>
          ))}
        </div>
        <div className={styles.days}>
          <Text size="xs" c="dimmed" mb={6}>
            {formatSpan(days.from, days.to, locale)}
          </Text>
          <Suspense fallback={<Waiting height={240} />}>
            <CustomDays
              key={`${days.from}${days.to}`}
              from={days.from}
              to={days.to}
              today={today}
              onChoose={(from, to) => {
                setView({ ...view, period: { from, to } })
                close()
              }}
            />
          </Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
