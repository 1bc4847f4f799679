import { Button, Popover, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBookmark, IconBookmarkFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useChangeSaved, useKeep, useSaved } from '../api/saved.ts'
import { searchText } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import { addressOf } from './address.ts'
import { useExplore } from './context.ts'

/** Keeps the question under a name, for oneself or for everybody who may see figures. */
export function Keep({ title }: { title: string }) {
  const say = useSay()
  const { exploration } = useExplore()
  const { data: saved } = useSaved()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const address = searchText(addressOf(exploration)).slice(1)
  const kept = saved?.find((one) => one.isOwn && one.address === address)
  const Icon = kept ? IconBookmarkFilled : IconBookmark
  return (
    <Popover opened={isOpen} onChange={toggle} position="bottom-end" trapFocus withinPortal shadow="md" width={300}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          fw={400}
          leftSection={<Icon size={15} aria-hidden />}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          className="no-print"
        >
          {say(kept ? 'saved_kept' : 'save')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('saved_keep')}>
        <KeepForm
          key={kept?.id ?? address}
          address={address}
          id={kept?.id}
          title={kept?.title ?? title}
          isShared={kept?.isShared ?? false}
          onDone={close}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

interface KeepFormProps {
  address: string
  /** of a question that is kept already */
  id: string | undefined
  title: string
  isShared: boolean
  onDone(): void
}

function KeepForm({ address, id, title, isShared, onDone }: KeepFormProps) {
  const say = useSay()
  const { may } = useWorkspace()
  const [name, setName] = useState(title)
  const [shares, setShares] = useState(isShared)
  const keep = useKeep()
  const change = useChangeSaved()
  const { error, isPending } = id === undefined ? keep : change
  const send = () => {
    const given = { title: name.trim(), isShared: shares }
    if (id === undefined) keep.mutate({ ...given, address }, { onSuccess: onDone })
    else change.mutate({ ...given, id }, { onSuccess: onDone })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Stack gap="sm">
        <TextInput
          size="sm"
          label={say('saved_title')}
          value={name}
          maxLength={200}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
          error={error?.message}
        />
        {may.includes('share') && (
          <Switch
            size="sm"
            label={say('saved_share')}
            description={say('saved_share_meaning')}
            checked={shares}
            onChange={(event) => setShares(event.currentTarget.checked)}
          />
        )}
        <Text size="xs" c="dimmed">
          {say('saved_meaning')}
        </Text>
        <Button type="submit" size="xs" loading={isPending} disabled={name.trim() === ''}>
          {say('save')}
        </Button>
      </Stack>
    </form>
  )
}
