import { CloseButton } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { GRAINS } from '../../base/index.ts'
import { ChoicePill } from '../dashboard/ChoicePill.tsx'
import { useSay } from '../locale.tsx'
import { Hint } from '../parts/Hint.tsx'
import { MOST_DIMENSIONS, MOST_METRICS } from './address.ts'
import { useExplore } from './context.ts'
import styles from './explore.module.css'
import { dimensionFor, dimensionOffers, metricOffers } from './offers.ts'
import { Picker, type PickerGroup } from './Picker.tsx'

/** What is asked: metrics, what they are split by, and the step in time. */
export function Asked() {
  const say = useSay()
  const { metrics } = useExplore()
  return (
    <div className={styles.asked}>
      <span className={styles.askedName}>{say('explore_metrics')}</span>
      <div className={styles.askedValues}>
        <Metrics />
      </div>
      {metrics.length > 0 && (
        <>
          <span className={styles.askedName}>{say('explore_split')}</span>
          <div className={styles.askedValues}>
            <Dimensions />
            <TimeStep />
          </div>
        </>
      )}
    </div>
  )
}

interface ChipProps {
  title: string
  note?: string
  meaning: string
  onRemove(): void
}

function Chip({ title, note, meaning, onRemove }: ChipProps) {
  const say = useSay()
  const name = (
    <span className={styles.chipTitle}>
      {title}
      {note && <span className={styles.chipNote}> {note}</span>}
    </span>
  )
  return (
    <span className={styles.chip}>
      {meaning === '' ? name : <Hint label={meaning}>{name}</Hint>}
      <CloseButton size="xs" aria-label={say('explore_remove', { title })} onClick={onRemove} />
    </span>
  )
}

function Metrics() {
  const say = useSay()
  const { catalog, exploration, metrics, change } = useExplore()
  const { by, view } = exploration
  const chosen = metrics.map(({ id }) => id)
  const used = [...new Set([...by, ...view.where.map(({ dimension }) => dimension)])]
  const offers = metricOffers(catalog, used, chosen)
  const isFull = chosen.length >= MOST_METRICS
  const obstacleOf = (id: string, against: readonly string[]) => {
    if (chosen.includes(id)) return undefined
    if (against.length > 0) return say('explore_metric_lacks', { dimensions: against.join(', ') })
    return isFull ? say('explore_metrics_full', { count: MOST_METRICS }) : undefined
  }
  const groups: PickerGroup[] = catalog.packs.map(({ id: pack, title }) => ({
    title,
    options: offers
      .filter(({ what }) => what.pack === pack)
      .map(({ what: { id, title: name, meaning, unit }, against }) => ({
        value: id,
        title: name,
        note: say(`unit_${unit}`),
        meaning,
        obstacle: obstacleOf(id, against),
      })),
  }))
  const toggle = (id: string) =>
    change({ metrics: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id], sort: undefined })
  return (
    <>
      {metrics.map(({ id, title, meaning, unit }) => (
        <Chip key={id} title={title} note={say(`unit_${unit}`)} meaning={meaning} onRemove={() => toggle(id)} />
      ))}
      <Picker label={say('explore_add_metric')} groups={groups} chosen={chosen} onChoose={toggle} isMany />
    </>
  )
}

function Dimensions() {
  const say = useSay()
  const { catalog, exploration, metrics, change } = useExplore()
  const { by } = exploration
  const offers = dimensionOffers(catalog, metrics)
  const obstacleOf = (id: string, against: readonly string[]) => {
    if (by.includes(id)) return undefined
    if (against.length > 0)
      return say('explore_dimension_lacks', { metrics: against.join(', '), count: against.length })
    return by.length >= MOST_DIMENSIONS ? say('explore_dimensions_full') : undefined
  }
  const options = offers.map(({ what: { id, title, meaning }, against }) => ({
    value: id,
    title,
    meaning,
    obstacle: obstacleOf(id, against),
  }))
  const put = (next: readonly string[]) => change({ by: next, sort: undefined, kind: undefined })
  const toggle = (id: string) => put(by.includes(id) ? by.filter((one) => one !== id) : [...by, id])
  const pack = metrics[0]?.pack
  return (
    <>
      {by.map((id, place) => {
        const dimension = dimensionFor(catalog, id, pack)
        const title = dimension?.title ?? id
        return (
          <span key={id} className={styles.pair}>
            {place > 0 && (
              <Hint label={say('explore_swap')}>
                <button
                  type="button"
                  className={styles.swap}
                  aria-label={say('explore_swap')}
                  onClick={() => put(by.toReversed())}
                >
                  <IconArrowsExchange size={14} aria-hidden />
                </button>
              </Hint>
            )}
            <Chip title={title} meaning={dimension?.meaning ?? ''} onRemove={() => toggle(id)} />
          </span>
        )
      })}
      <Picker
        label={say('explore_add_dimension')}
        groups={[{ title: say('explore_dimensions'), options }]}
        chosen={by}
        onChoose={toggle}
      />
    </>
  )
}

function TimeStep() {
  const say = useSay()
  const { exploration, change } = useExplore()
  const choices = [
    { value: 'none', label: say('explore_time_none') },
    { value: 'auto', label: say('explore_time_auto') },
    ...GRAINS.map((grain) => ({ value: grain, label: say(`grain_${grain}`) })),
  ]
  return (
    <ChoicePill
      name={say('explore_time')}
      choices={choices}
      value={exploration.time ?? 'none'}
      isSet={exploration.time !== undefined}
      onChoose={(value) =>
        change({
          time: value === 'auto' ? 'auto' : GRAINS.find((grain) => grain === value),
          sort: undefined,
          kind: undefined,
        })
      }
    />
  )
}
