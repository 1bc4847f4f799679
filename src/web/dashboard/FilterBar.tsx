import { Button } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useMemo } from 'react'
import { GRAINS } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import { ChoicePill, type Choice } from './ChoicePill.tsx'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'
import { FilterPill } from './FilterPill.tsx'
import { PeriodPill } from './PeriodPill.tsx'
import { RangePill } from './RangePill.tsx'
import { usualCompare, type View } from './search.ts'

const COMPARISONS = ['none', 'previous-period', 'previous-year'] as const

export function FilterBar() {
  const say = useSay()
  const { view } = useDashboardState()
  const isPhone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false })
  const [isOpen, { toggle }] = useDisclosure(false)
  return (
    <div className={styles.bar}>
      <PeriodPill />
      {isPhone && (
        <Button
          size="xs"
          variant="default"
          onClick={toggle}
          aria-expanded={isOpen}
          fw={400}
          leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}
        >
          {say('filters_count', { count: view.where.length })}
        </Button>
      )}
      {(!isPhone || isOpen) && <OtherPills />}
    </div>
  )
}

function OtherPills() {
  const say = useSay()
  const { view, setView, dashboard } = useDashboardState()
  const change = (part: Partial<View>) => setView({ ...view, ...part })
  const comparisons = COMPARISONS.map((value) => ({ value, label: say(`compare_${value}`) }))
  const grains = ['auto', ...GRAINS].map((value) => ({ value, label: say(`grain_${value}`) }))
  return (
    <>
      <ChoicePill
        name={say('compare')}
        choices={comparisons}
        value={view.compare ?? 'none'}
        isSet={view.compare !== usualCompare(dashboard.period)}
        onChoose={(value) =>
          change({ compare: value === 'none' ? undefined : value === 'previous-year' ? value : 'previous-period' })
        }
      />
      <ChoicePill
        name={say('grain')}
        choices={grains}
        value={view.grain ?? 'auto'}
        isSet={view.grain !== undefined}
        onChoose={(value) => change({ grain: GRAINS.find((grain) => grain === value) })}
      />
      <ZonePill />
      {dashboard.filters.map(({ dimension, title, isNumber }) =>
        isNumber ? (
          <RangePill key={dimension} dimension={dimension} title={title} />
        ) : (
          <FilterPill key={dimension} dimension={dimension} title={title} />
        ),
      )}
    </>
  )
}

const zoneLabel = (zone: string): string => zone.replaceAll('_', ' ')

function useZones(workspaceZone: string): Choice[] {
  const say = useSay()
  return useMemo(() => {
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
    const near = [...new Set([workspaceZone, here, 'UTC'])]
    const far = Intl.supportedValuesOf('timeZone').filter((zone) => !near.includes(zone))
    return [...near, ...far].map((zone) => ({
      value: zone,
      label: zone === workspaceZone ? say('zone_own', { zone: zoneLabel(zone) }) : zoneLabel(zone),
    }))
  }, [workspaceZone, say])
}

export function ZonePill() {
  const say = useSay()
  const { view, setView } = useDashboardState()
  const { timeZone } = useWorkspace()
  const zones = useZones(timeZone)
  return (
    <ChoicePill
      name={say('zone')}
      choices={zones}
      shown={zoneLabel(view.zone ?? timeZone)}
      value={view.zone ?? timeZone}
      isSet={view.zone !== undefined}
      isSearchable
      onChoose={(zone) => setView({ ...view, zone: zone === timeZone ? undefined : zone })}
    />
  )
}
