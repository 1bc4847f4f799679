import { Button, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { HomeFigure, HomeView } from '../../api/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Delta } from '../parts/Delta.tsx'
import { fullNumber, useFormat } from '../parts/format.ts'
import { Hint } from '../parts/Hint.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { Empty } from '../parts/states.tsx'
import styles from './home.module.css'

interface HomePackProps {
  pack: HomeView['packs'][number]
  day: string
}

export function HomePack({ pack, day }: HomePackProps) {
  const say = useSay()
  return (
    <section aria-labelledby={`pack-${pack.id}`} className={styles.pack}>
      <div className={styles.packHead}>
        <Title order={2} id={`pack-${pack.id}`}>
          {pack.title}
        </Title>
        {pack.dashboard && (
          <Button
            component={Link}
            to={`/d/${pack.dashboard}`}
            size="compact-sm"
            variant="subtle"
            rightSection={<IconArrowRight size={14} aria-hidden />}
            className="no-print"
          >
            {say('open_dashboard')}
          </Button>
        )}
      </div>
      {pack.figures.length === 0 && <Empty title={say('home_empty')} next={say('home_empty_next')} />}
      <div className={styles.figures}>
        {pack.figures.map((figure) => (
          <Figure key={figure.metric} figure={figure} day={day} dashboard={pack.dashboard} />
        ))}
      </div>
    </section>
  )
}

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

interface FigureProps {
  figure: HomeFigure
  day: string
  /** where its tile stands; null: nowhere */
  dashboard: string | null
}

function Figure({ figure, day, dashboard }: FigureProps) {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  const { title, meaning, value, usual, unit, better, spark } = figure
  const usualText = say('usual', { weekday: weekday(day), value: format(usual, unit) })
  return (
    <article className={styles.figure}>
      <h3 className={styles.title}>
        <Hint label={meaning}>
          {dashboard ? (
            <Link to="/d/$id" params={{ id: dashboard }} hash={figure.metric} className={styles.way ?? ''}>
              {title}
            </Link>
          ) : (
            // The meaning is shown on focus too, so that it can be read without a mouse.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <span tabIndex={0}>{title}</span>
          )}
        </Hint>
      </h3>
      <div className={styles.value} data-long={isLong(value) || undefined} title={fullNumber(value, locale)}>
        {format(value, unit, { compact: isLong(value) })}
      </div>
      <Delta now={value} before={usual} unit={unit} better={better} note={usualText} isStacked />
      <div className={styles.spark}>
        <Sparkline values={spark} label={say('spark', { title, days: spark.length })} />
        <span>{say('spark_days', { days: spark.length })}</span>
      </div>
    </article>
  )
}

const isLong = (value: number | null): boolean => value !== null && Math.abs(value) >= 1_000_000
