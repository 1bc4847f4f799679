import { Radio, Text } from '@mantine/core'
import type { RoleView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { useRoleName } from '../parts/role.ts'
import styles from './people.module.css'
import { words } from './words.ts'

interface RoleChooserProps {
  roles: readonly RoleView[]
  value: string
  onChange(role: string): void
}

/** Roles with what each may and sees, so that whoever chooses knows what they give. */
export function RoleChooser({ roles, value, onChange }: RoleChooserProps) {
  const say = useSay(words)
  const roleName = useRoleName()
  return (
    <Radio.Group label={say('role')} value={value} onChange={onChange}>
      <div className={styles.roles}>
        {roles.map(({ id, meaning, may }) => (
          <Radio.Card key={id} value={id} radius="md" className={styles.role} aria-label={roleName(id)}>
            <Radio.Indicator aria-hidden />
            <div>
              <Text size="sm" fw={700}>
                {roleName(id)}
              </Text>
              <Text size="sm" c="dimmed">
                {meaning}
              </Text>
              {value === id && (
                <Text size="xs" c="dimmed" mt={4}>
                  {say('may', { abilities: may.map((ability) => say(`ability_${ability}`).toLowerCase()).join(', ') })}
                </Text>
              )}
            </div>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}
