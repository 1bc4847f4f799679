import { Badge, Button, Group, Tooltip } from '@mantine/core'
import { IconEye, IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { ScheduleView } from '../../api/index.ts'
import { usePause, useRun } from '../api/delivery.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import { Preview } from './Preview.tsx'
import { RunState } from './RunState.tsx'
import styles from './reports.module.css'

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const

/** What happens by itself: when, to whom, how it went last; pause it, run it now, see what would go. */
export function Schedules({ schedules }: { schedules: readonly ScheduleView[] }) {
  const say = useSay()
  const [previewed, setPreviewed] = useState<string>()
  if (schedules.length === 0) return <Empty title={say('schedules_none')} next={say('schedules_none_next')} />
  return (
    <div className={styles.list}>
      {schedules.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} onPreview={setPreviewed} />
      ))}
      <Preview report={previewed} onClose={() => setPreviewed(undefined)} />
    </div>
  )
}

function ScheduleCard({ schedule, onPreview }: { schedule: ScheduleView; onPreview(report: string): void }) {
  const say = useSay()
  const format = useFormat()
  const pause = usePause()
  const run = useRun()
  const { id, title, report, when, next, paused, to, last } = schedule
  const fault = run.error ?? pause.error
  return (
    <section className={styles.report} aria-labelledby={`schedule-${id}`} data-paused={paused !== null}>
      <div className={styles.about}>
        <h2 id={`schedule-${id}`} className={styles.title}>
          {title}
        </h2>
        <p className={styles.meaning}>
          {when}
          {to.length > 0 && <> · {to.join(', ')}</>}
        </p>
        <p className={styles.facts}>
          {paused ? (
            <Badge color="gray" variant="light" radius="sm" tt="none">
              {say('schedule_paused', { by: paused.by, when: format(paused.since, 'instant') })}
            </Badge>
          ) : (
            next && <span>{say('schedule_next', { when: format(next, 'instant') })}</span>
          )}
          {last && (
            <span className={styles.last}>
              {say('schedule_last')} <RunState run={last} />
            </span>
          )}
        </p>
        {last?.cause && <p className={styles.cause}>{last.cause}</p>}
        {fault && (
          <p className={styles.cause} role="alert">
            {fault.message}
          </p>
        )}
      </div>
      <Group gap="xs" className={styles.files}>
        {report && (
          <Button size="sm" variant="default" leftSection={<IconEye {...icon} />} onClick={() => onPreview(report)}>
            {say('preview')}
          </Button>
        )}
        <Tooltip label={say(report ? 'run_report_meaning' : 'run_sync_meaning')}>
          <Button
            size="sm"
            variant="default"
            loading={run.isPending}
            leftSection={<IconSend {...icon} />}
            onClick={() => run.mutate({ schedule: id })}
          >
            {say('run_now')}
          </Button>
        </Tooltip>
        <Button
          size="sm"
          variant="default"
          loading={pause.isPending}
          leftSection={paused ? <IconPlayerPlay {...icon} /> : <IconPlayerPause {...icon} />}
          onClick={() => pause.mutate({ schedule: id, isPaused: paused === null })}
        >
          {say(paused ? 'resume' : 'pause')}
        </Button>
      </Group>
    </section>
  )
}
