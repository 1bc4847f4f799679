import { Drawer } from '@mantine/core'
import type { PersonView, RoleView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { PersonForm } from './PersonForm.tsx'
import { PersonOpened } from './PersonOpened.tsx'
import { words } from './words.ts'

interface PersonDrawerProps {
  isOpen: boolean
  /** undefined: somebody new */
  person: PersonView | undefined
  roles: readonly RoleView[]
  onAdded(login: string): void
  onClose(): void
}

export function PersonDrawer({ isOpen, person, roles, onAdded, onClose }: PersonDrawerProps) {
  const say = useSay(words)
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={520}
      title={person?.name ?? say('new_person')}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      {isOpen && person && <PersonOpened key={person.login} person={person} roles={roles} onClose={onClose} />}
      {isOpen && !person && <PersonForm person={undefined} roles={roles} onDone={onAdded} />}
    </Drawer>
  )
}
