import { Button, Collapse, Group, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronRight } from '@tabler/icons-react'
import type { SentPartView, SentView } from '../../api/index.ts'
import { useDecide } from '../api/delivery.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import { State } from './RunState.tsx'
import styles from './reports.module.css'

/** Every message with its parts. What left without an answer waits here for a person's word. */
export function Sent({ sent }: { sent: readonly SentView[] }) {
  const say = useSay()
  if (sent.length === 0) return <Empty title={say('sent_none')} next={say('sent_none_next')} />
  return (
    <div className={styles.sheet}>
      <ol className={styles.rows} aria-label={say('reports_sent')}>
        {sent.map((message) => (
          <Message key={message.parts[0]?.id ?? message.at} {...message} />
        ))}
      </ol>
    </div>
  )
}

function Message({ title, recipient, channel, edition, state, at, parts }: SentView) {
  const say = useSay()
  const format = useFormat()
  const needsWord = state === 'unknown' || state === 'failed'
  const [isOpen, { toggle }] = useDisclosure(needsWord)
  return (
    <li>
      <UnstyledButton className={styles.rowHead} onClick={toggle} aria-expanded={isOpen}>
        <IconChevronRight size={16} stroke={1.8} className={styles.turn} data-open={isOpen} aria-hidden />
        <State state={state} />
        <b>{title}</b>
        <time dateTime={at}>{format(at, 'instant')}</time>
      </UnstyledButton>
      <p className={styles.rowFacts}>
        {[
          recipient,
          channel,
          ...(edition ? [say('sent_for', { edition })] : []),
          say('sent_parts', { count: parts.length }),
        ].join(' · ')}
      </p>
      <Collapse expanded={isOpen}>
        <ul className={styles.parts}>
          {parts.map((part) => (
            <Part key={part.id} part={part} />
          ))}
        </ul>
      </Collapse>
    </li>
  )
}

function Part({ part }: { part: SentPartView }) {
  const say = useSay()
  const format = useFormat()
  const decide = useDecide()
  const [kind = '', number = ''] = part.part.split('-')
  return (
    <li>
      <div className={styles.rowHead}>
        <State state={part.state} />
        <span>{say('sent_part', { kind, number })}</span>
        <time dateTime={part.at}>{format(part.at, 'instant')}</time>
      </div>
      {part.cause && part.state !== 'sent' && <p className={styles.cause}>{part.cause}</p>}
      {part.notBefore && part.state === 'waiting' && (
        <p className={styles.rowFacts}>{say('sent_again', { when: format(part.notBefore, 'instant') })}</p>
      )}
      {(part.state === 'unknown' || part.state === 'failed') && (
        <Group gap="xs" mt={6}>
          <Button
            size="compact-sm"
            variant="light"
            loading={decide.isPending}
            onClick={() => decide.mutate({ id: part.id, what: 'resend' })}
          >
            {say('resend')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ id: part.id, what: 'cancel' })}
          >
            {say('leave')}
          </Button>
          {part.state === 'unknown' && <span className={styles.hint}>{say('resend_hint')}</span>}
        </Group>
      )}
      {decide.error && (
        <p className={styles.cause} role="alert">
          {decide.error.message}
        </p>
      )}
    </li>
  )
}
