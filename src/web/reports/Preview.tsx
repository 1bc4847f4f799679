import { Drawer } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import type { PlannedView } from '../../api/index.ts'
import { usePreview } from '../api/delivery.ts'
import { useSay } from '../locale.tsx'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { Markup } from './markup.tsx'
import styles from './preview.module.css'

/** What each recipient would get, as they would see it; nothing is sent. */
export function Preview({ report, onClose }: { report: string | undefined; onClose(): void }) {
  const say = useSay()
  return (
    <Drawer opened={report !== undefined} onClose={onClose} position="right" size="lg" title={say('preview_title')}>
      {report !== undefined && <Planned report={report} />}
    </Drawer>
  )
}

function Planned({ report }: { report: string }) {
  const say = useSay()
  const { data: planned, error, refetch } = usePreview({ report })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!planned) return <Waiting height="60vh" />
  if (planned.length === 0) return <Empty title={say('preview_none')} next={say('preview_none_next')} />
  return planned.map((message) => <Message key={`${message.recipient} ${message.channel}`} {...message} />)
}

function Message({ recipient, channel, place, obstacle, nextLocal, locale, parts }: PlannedView) {
  const say = useSay()
  return (
    <section className={styles.message} aria-label={`${recipient}, ${channel}`}>
      <header>
        <b>{recipient}</b> · {channel} · {place ?? say('people_not_bound')}
        {nextLocal && <p>{say('preview_next', { when: nextLocal })}</p>}
        {obstacle && <p className={styles.obstacle}>{say('preview_obstacle', { cause: obstacle })}</p>}
      </header>
      <div className={styles.chat} lang={locale}>
        {parts.map(({ part, html, picture, file }) => (
          <div key={part} className={styles.bubble} data-kind={part.replace(/-\d+$/, '')}>
            {picture && <img src={picture} alt={file ?? part} />}
            {html && (
              <p>
                <Markup html={html} />
              </p>
            )}
            {!picture && !html && (
              <span className={styles.file}>
                <IconFileText size={22} stroke={1.5} aria-hidden /> {file ?? part}
              </span>
            )}
          </div>
        ))}
      </div>
    </section>
  )
}
