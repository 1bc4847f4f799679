import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconLogout, IconSettings, IconUserCircle, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useSignOut } from '../api/entry.ts'
import { useSay } from '../locale.tsx'
import { useRoleName } from '../parts/role.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './shell.module.css'

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const

/** Who is signed in, the way to their account, and the way out. */
export function AccountMenu() {
  const say = useSay()
  const roleName = useRoleName()
  const signOut = useSignOut()
  const { person, may } = useWorkspace()
  return (
    <Menu position="bottom-end" withinPortal width={240}>
      <Menu.Target>
        <UnstyledButton className={styles.account}>
          <VisuallyHidden>{say('account_menu', { name: person.name })}</VisuallyHidden>
          <Avatar name={person.name} size={30} radius="xl" color="ink" variant="filled" alt="" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <Text size="sm" fw={700} truncate>
            {person.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {[person.id, roleName(person.role)].join(' · ')}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle {...icon} />}>
          {say('account')}
        </Menu.Item>
        {may.includes('people') && (
          <Menu.Item component={Link} to="/people" leftSection={<IconUsers {...icon} />}>
            {say('people')}
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/settings" leftSection={<IconSettings {...icon} />}>
          {say('settings')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout {...icon} />}
          disabled={signOut.isPending}
          closeMenuOnClick={false}
          onClick={() => signOut.mutate()}
        >
          {say('sign_out')}
        </Menu.Item>
        {signOut.error && (
          <Text size="xs" c="var(--bad)" px="sm" pb={6} role="alert">
            {signOut.error.message || say('failed_no_answer')}
          </Text>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
