import { ActionIcon, Combobox, Kbd, Modal, Text, TextInput, UnstyledButton, useCombobox } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCatalog } from '../api/questions.ts'
import { useSaved } from '../api/saved.ts'
import { parseSearch } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { useOnce } from '../parts/once.ts'
import { useWorkspace } from '../workspace.ts'
import { isOpenTo } from './doors.ts'
import { found, hasMyWork, type Place } from './places.ts'
import styles from './shell.module.css'

const isMac = navigator.platform.startsWith('Mac')

export function SearchButton() {
  const say = useSay()
  const [isOpen, { open, close }] = useDisclosure(false)
  const wasOpen = useOnce(isOpen)
  useHotkeys([['mod+K', open]], [])
  return (
    <>
      <UnstyledButton className={styles.search} onClick={open} visibleFrom="sm">
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>{say('search')}</span>
        <Kbd size="xs">{isMac ? '⌘ K' : 'Ctrl K'}</Kbd>
      </UnstyledButton>
      <ActionIcon variant="subtle" color="gray" size="lg" hiddenFrom="sm" aria-label={say('search')} onClick={open}>
        <IconSearch size={18} stroke={1.6} />
      </ActionIcon>
      {wasOpen && (
        <Modal
          opened={isOpen}
          onClose={close}
          withCloseButton={false}
          transitionProps={{ duration: 0 }}
          padding={0}
          size="lg"
          yOffset="10vh"
          title={say('search')}
          styles={{ header: { display: 'none' } }}
        >
          {isOpen && <Finder onDone={close} />}
        </Modal>
      )}
    </>
  )
}

function usePlaces(): Place[] {
  const say = useSay()
  const { dashboards, may, reports } = useWorkspace()
  const { data: catalog } = useCatalog(may.includes('figures'))
  const { data: saved } = useSaved()
  const dashboardOf = new Map((catalog?.dashboards ?? []).toReversed().map(({ pack, id }) => [pack, id] as const))
  const page = (to: string, title: string, meaning = '') => ({ group: 'pages' as const, id: to, title, meaning, to })
  const places: Place[] = [
    page('/', say('home')),
    ...(hasMyWork(reports) ? [page('/my-work', say('my_work'))] : []),
    page('/explore', say('explore'), say('explore_meaning')),
    page('/reports', say('reports')),
    page('/data', say('data'), say('data_meaning')),
    page('/people', say('people'), say('ability_people_meaning')),
    page('/account', say('account')),
    page('/settings', say('settings')),
    ...dashboards.map(({ id, title, meaning }) => ({
      group: 'dashboards' as const,
      id,
      title,
      meaning,
      to: `/d/${id}`,
    })),
    ...(catalog?.analyses ?? []).map(({ id, title, meaning }) => ({
      group: 'analyses' as const,
      id,
      title,
      meaning,
      to: `/a/${id}`,
    })),
    ...(saved ?? []).map(({ id, title, address, isOwn, by }) => ({
      group: 'saved' as const,
      id,
      title,
      meaning: isOwn ? '' : by,
      to: '/explore',
      search: parseSearch(address),
    })),
    ...reports.map(({ id, title, meaning }) => ({
      group: 'reports' as const,
      id,
      title,
      meaning,
      to: '/reports',
      hash: id,
    })),
    ...(catalog?.metrics ?? []).flatMap(({ id, pack, title, meaning }) => {
      const dashboard = dashboardOf.get(pack)
      return dashboard ? [{ group: 'metrics' as const, id, title, meaning, to: `/d/${dashboard}`, hash: id }] : []
    }),
  ]
  return places.filter(({ to }) => isOpenTo(may, to))
}

function Finder({ onDone }: { onDone(): void }) {
  const say = useSay()
  const navigate = useNavigate()
  const places = usePlaces()
  const [text, setText] = useState('')
  const combobox = useCombobox({ opened: true })
  const groups = found(places, text)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const { selectFirstOption } = combobox
  const shown = groups.flatMap(({ places: some }) => some.map(({ id }) => id)).join()
  // Enter goes to the first one, without an arrow before it; what is shown decides which that is.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => void selectFirstOption(), [shown, selectFirstOption])
  const go = (key: string) => {
    const place = places.find(({ group, id }) => `${group}:${id}` === key)
    if (!place) return
    void navigate({
      to: place.to,
      ...(place.hash ? { hash: place.hash } : {}),
      ...(place.search ? { search: place.search } : {}),
    })
    onDone()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={go}>
      <Combobox.EventsTarget>
        <TextInput
          ref={input}
          data-autofocus
          size="md"
          variant="unstyled"
          className={styles.searchInput}
          leftSection={<IconSearch size={18} aria-hidden />}
          placeholder={say('search_placeholder')}
          aria-label={say('search_placeholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <Combobox.Options aria-label={say('search')} tabIndex={0} className={styles.places ?? ''}>
        {groups.map(({ group, places: some }) => (
          <Combobox.Group key={group} label={say(group)}>
            {some.map((place) => (
              <Combobox.Option key={place.id} value={`${group}:${place.id}`}>
                <Text size="sm">{place.title}</Text>
                {place.meaning && (
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {place.meaning}
                  </Text>
                )}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
        {groups.length === 0 && <Combobox.Empty>{say('search_nothing', { text })}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  )
}
