import { ActionIcon, Button, Group, Menu, Modal, Text } from '@mantine/core'
import { IconBookmark, IconDots, IconTrash, IconUsers, IconUsersMinus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SavedView } from '../../api/index.ts'
import { useChangeSaved, useRemoveSaved, useSaved } from '../api/saved.ts'
import { parseSearch } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { Failure } from '../parts/states.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './explore.module.css'

/** Kept questions: one's own and those that others share. */
export function Saved() {
  const say = useSay()
  const { data: saved, error, refetch } = useSaved()
  if (error && !saved) return <Failure error={error} onRetry={() => void refetch()} />
  if (!saved || saved.length === 0) return null
  const lists = [
    { id: 'own', title: say('saved_own'), questions: saved.filter(({ isOwn }) => isOwn) },
    { id: 'others', title: say('saved_others'), questions: saved.filter(({ isOwn }) => !isOwn) },
  ].filter(({ questions }) => questions.length > 0)
  return (
    <section className={styles.starters} aria-labelledby="saved-questions">
      <h2 id="saved-questions">{say('saved')}</h2>
      <div className={styles.packs}>
        {lists.map(({ id, title, questions }) => (
          <div key={id} className={styles.pack}>
            <h3>{title}</h3>
            <ul>
              {questions.map((question) => (
                <Question key={question.id} question={question} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}

function Question({ question: { id, title, address, isShared, isOwn, by } }: { question: SavedView }) {
  const say = useSay()
  const note = isOwn ? (isShared ? say('saved_is_shared') : '') : by
  return (
    <li className={styles.saved}>
      <Link to="/explore" search={parseSearch(address)} className={styles.starter ?? ''}>
        <IconBookmark size={16} stroke={1.6} aria-hidden />
        <span>
          {title}
          {note && <span className={styles.savedNote}> · {note}</span>}
        </span>
      </Link>
      <Actions id={id} title={title} isShared={isShared} isOwn={isOwn} />
    </li>
  )
}

function Actions({ id, title, isShared, isOwn }: Pick<SavedView, 'id' | 'title' | 'isShared' | 'isOwn'>) {
  const say = useSay()
  const { may } = useWorkspace()
  const change = useChangeSaved()
  const remove = useRemoveSaved()
  const [isAsked, setIsAsked] = useState(false)
  if (!isOwn && !may.includes('people')) return null
  const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const
  const ShareIcon = isShared ? IconUsersMinus : IconUsers
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={say('saved_menu', { title })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may.includes('share') && (
            <Menu.Item leftSection={<ShareIcon {...icon} />} onClick={() => change.mutate({ id, isShared: !isShared })}>
              {say(isShared ? 'saved_unshare' : 'saved_share')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => setIsAsked(true)}>
            {say('saved_remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isAsked} onClose={() => setIsAsked(false)} title={say('saved_remove_sure', { title })}>
        <Text size="sm">{say(isShared ? 'saved_remove_shared' : 'saved_remove_meaning')}</Text>
        {(remove.error ?? change.error) && (
          <Text size="sm" c="red" role="alert">
            {(remove.error ?? change.error)?.message}
          </Text>
        )}
        <Group mt="md" justify="end">
          <Button size="xs" variant="default" onClick={() => setIsAsked(false)}>
            {say('saved_leave')}
          </Button>
          <Button size="xs" color="red" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
            {say('saved_remove')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
