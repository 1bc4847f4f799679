import { Badge } from '@mantine/core'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import type { PersonView, RoleView } from '../../api/index.ts'
import { ABILITIES } from '../../base/index.ts'
import { useCatalog } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { useRoleName } from '../parts/role.ts'
import styles from './people.module.css'
import { words } from './words.ts'

interface RolesProps {
  roles: readonly RoleView[]
  people: readonly PersonView[]
}

/** Every role beside every ability, and which rows it sees. */
export function Roles({ roles, people }: RolesProps) {
  const say = useSay(words)
  const roleName = useRoleName()
  return (
    <div className={styles.stack}>
      <p className={styles.quiet}>{say('roles_meaning')}</p>
      <div className={styles.sheet}>
        {/* A region that scrolls must be reachable by keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <section className={styles.scroll} aria-label={say('part_roles')} tabIndex={0}>
          <table className={`${styles.table} ${styles.matrix}`}>
            <caption className={styles.unseen}>{say('part_roles')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('column_ability')}</th>
                {roles.map(({ id }) => (
                  <th key={id} scope="col">
                    {roleName(id)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ABILITIES.map((ability) => (
                <tr key={ability}>
                  <th scope="row">
                    {say(`ability_${ability}`)}
                    <span className={styles.quiet}>{say(`ability_${ability}_meaning`)}</span>
                  </th>
                  {roles.map(({ id, may }) => (
                    <td key={id}>
                      {may.includes(ability) ? (
                        <IconCheck size={18} stroke={2} className={styles.may} aria-label={say('yes')} />
                      ) : (
                        <IconMinus size={16} stroke={1.4} className={styles.mayNot} aria-label={say('no')} />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      <h2 className={styles.heading}>{say('roles_rows')}</h2>
      <ul className={styles.roleList}>
        {roles.map((role) => (
          <RoleSees key={role.id} role={role} count={people.filter((each) => each.role === role.id).length} />
        ))}
      </ul>
    </div>
  )
}

function RoleSees({ role: { id, meaning, own, from }, count }: { role: RoleView; count: number }) {
  const say = useSay(words)
  const roleName = useRoleName()
  const { data: catalog } = useCatalog()
  const titles = own.map((dimension) => catalog?.dimensions.find((each) => each.id === dimension)?.title ?? dimension)
  return (
    <li>
      <div className={styles.badges}>
        <b>{roleName(id)}</b>
        <span className={styles.quiet}>{say('roles_people', { count })}</span>
        {from === 'config' && (
          <Badge variant="light" color="gray" radius="sm" tt="none" fw={400}>
            {say('from_config')}
          </Badge>
        )}
      </div>
      <p>{meaning}</p>
      {titles.length > 0 && <p className={styles.quiet}>{say('roles_own', { titles: titles.join(', ') })}</p>}
    </li>
  )
}
