import { Button, Skeleton, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconLock, IconMoodEmpty } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Ability } from '../../api/index.ts'
import { AnswerError } from '../api/client.ts'
import { useSay } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './parts.module.css'
import { useRoleName } from './role.ts'

interface EmptyProps {
  title: string
  /** why it is empty and what to do next */
  next: string
  action?: ReactNode
  /** nothing to show, and that is as it should be */
  isWell?: boolean
  /** there is nothing else on the page: the title is its heading */
  isPage?: boolean
}

export function Empty({ title, next, action, isWell, isPage }: EmptyProps) {
  const Icon = isWell ? IconCircleCheck : IconMoodEmpty
  return (
    <div className={styles.state} data-state="empty">
      <Icon size={28} stroke={1.4} className={isWell ? styles.good : styles.stateIcon} aria-hidden />
      <Text component={isPage ? 'h1' : 'p'} m={0} fw={700} size={isPage ? 'lg' : 'sm'}>
        {title}
      </Text>
      <Text size="sm" c="dimmed" maw={420}>
        {next}
      </Text>
      {action}
    </div>
  )
}

export function Failure({ error, onRetry }: { error: Error; onRetry(): void }) {
  const say = useSay()
  const told = error instanceof AnswerError ? error.message : ''
  return (
    <div className={styles.state} role="alert" data-state="error">
      <IconAlertTriangle size={28} stroke={1.4} className={styles.bad} aria-hidden />
      <Text fw={700} size="sm">
        {say('failed')}
      </Text>
      <Text size="sm" c="dimmed" maw={460}>
        {told || say('failed_no_answer')}
      </Text>
      <Button size="xs" variant="light" onClick={onRetry}>
        {say('retry')}
      </Button>
    </div>
  )
}

/** Holds the place of a picture that is on its way. */
export function Waiting({ height }: { height: number | string }) {
  const say = useSay()
  return (
    <output className={styles.waiting} style={{ height }} aria-label={say('loading')} data-state="loading">
      <Skeleton height="100%" radius="sm" />
    </output>
  )
}

export function MissingPage() {
  const say = useSay()
  return (
    <Empty
      isPage
      title={say('page_missing')}
      next={say('page_missing_next')}
      action={
        <Button size="xs" variant="light" component={Link} to="/">
          {say('home')}
        </Button>
      }
    />
  )
}

/** A page that is there, and not for this person. */
export function ForbiddenPage({ needed }: { needed: Ability }) {
  const say = useSay()
  const roleName = useRoleName()
  const { may, person } = useWorkspace()
  const [to, label] = may.includes('figures') ? (['/', 'home'] as const) : (['/account', 'account'] as const)
  return (
    <div className={styles.state} data-state="forbidden">
      <IconLock size={28} stroke={1.4} className={styles.stateIcon} aria-hidden />
      <Text component="h1" m={0} fw={700} size="lg">
        {say('forbidden')}
      </Text>
      <Text size="sm" c="dimmed" maw={460}>
        {say('forbidden_next', { ability: say(`ability_${needed}`), role: roleName(person.role) })}
      </Text>
      <Button size="xs" variant="light" component={Link} to={to}>
        {say(label)}
      </Button>
    </div>
  )
}
