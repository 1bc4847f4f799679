import { Button, Code, Group } from '@mantine/core'
import { IconLink, IconSend } from '@tabler/icons-react'
import type { RecipientView } from '../../api/index.ts'
import { useInvite, useTestSend } from '../api/delivery.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import styles from './reports.module.css'

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const

/** Who gets reports and where; connect a chat by a one-time code, or try whether a message arrives. */
export function People({ recipients }: { recipients: readonly RecipientView[] }) {
  const say = useSay()
  if (recipients.length === 0) return <Empty title={say('people_none')} next={say('people_none_next')} />
  return (
    <div className={styles.list}>
      {recipients.map((recipient) => (
        <Recipient key={recipient.name} recipient={recipient} />
      ))}
    </div>
  )
}

function Recipient({ recipient }: { recipient: RecipientView }) {
  const say = useSay()
  const test = useTestSend()
  const { name, locale, timeZone, reports, channels } = recipient
  return (
    <section className={styles.report} aria-labelledby={`person-${name}`}>
      <div className={styles.about}>
        <h2 id={`person-${name}`} className={styles.title}>
          {name}
        </h2>
        <p className={styles.meaning}>
          {[reports.join(', ') || say('people_no_reports'), say(`language_${locale}`), timeZone].join(' · ')}
        </p>
        <ul className={styles.parts}>
          {channels.map((channel) => (
            <Channel key={channel.channel} recipient={name} {...channel} />
          ))}
        </ul>
        {test.data?.map(({ channel, part, isSent, message }) => (
          <output key={`${channel} ${part}`} className={isSent ? styles.fine : styles.cause}>
            {channel}: {message}
          </output>
        ))}
        {test.error && (
          <p className={styles.cause} role="alert">
            {test.error.message}
          </p>
        )}
      </div>
      <Button
        size="sm"
        variant="default"
        loading={test.isPending}
        leftSection={<IconSend {...icon} />}
        onClick={() => test.mutate({ recipient: name })}
      >
        {say('test_send')}
      </Button>
    </section>
  )
}

function Channel({
  recipient,
  channel,
  place,
  off,
  canInvite,
}: RecipientView['channels'][number] & { recipient: string }) {
  const say = useSay()
  const format = useFormat()
  const invite = useInvite()
  return (
    <li>
      <Group gap="xs">
        <b>{channel}</b>
        <span>{place ?? say('people_not_bound')}</span>
        {canInvite && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={invite.isPending}
            leftSection={<IconLink {...icon} />}
            onClick={() => invite.mutate({ recipient, channel })}
          >
            {say(place ? 'invite_again' : 'invite')}
          </Button>
        )}
      </Group>
      {off && (
        <p className={styles.cause}>{say('people_off', { when: format(off.since, 'instant'), cause: off.cause })}</p>
      )}
      {invite.data && (
        <output className={styles.fine}>
          {say('invite_code')} <Code>/start {invite.data.code}</Code>
        </output>
      )}
      {invite.error && (
        <p className={styles.cause} role="alert">
          {invite.error.message}
        </p>
      )}
    </li>
  )
}
