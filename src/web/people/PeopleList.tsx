import { Avatar, Badge, Button, Checkbox, TextInput, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { PersonView, RoleView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { useFormat } from '../parts/format.ts'
import { useRoleName } from '../parts/role.ts'
import { Empty } from '../parts/states.tsx'
import styles from './people.module.css'
import { found } from './person-form.ts'
import { PersonDrawer } from './PersonDrawer.tsx'
import { State } from './State.tsx'
import { words } from './words.ts'

interface PeopleListProps {
  people: readonly PersonView[]
  roles: readonly RoleView[]
}

/** Everybody who may come in, found by typing; a click opens whoever it is. */
export function PeopleList({ people, roles }: PeopleListProps) {
  const say = useSay(words)
  const roleName = useRoleName()
  const [text, setText] = useState('')
  const [opened, setOpened] = useState<{ login: string | undefined }>()
  const [withRemoved, { toggle }] = useDisclosure(false)
  const removed = people.filter(({ state }) => state === 'removed').length
  const shown = found(people, text, roleName).filter(({ state }) => withRemoved || state !== 'removed')
  const person = people.find(({ login }) => login === opened?.login)
  return (
    <>
      <div className={styles.bar}>
        <TextInput
          className={styles.search}
          leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
          placeholder={say('search')}
          aria-label={say('search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {removed > 0 && (
          <Checkbox label={say('with_removed', { count: removed })} checked={withRemoved} onChange={toggle} />
        )}
        <Button
          leftSection={<IconPlus size={15} stroke={1.8} aria-hidden />}
          onClick={() => setOpened({ login: undefined })}
        >
          {say('add')}
        </Button>
      </div>
      {shown.length === 0 ? (
        <Empty title={say('none_found')} next={say('none_found_next')} />
      ) : (
        <div className={styles.sheet}>
          <table className={styles.table}>
            <caption className={styles.unseen}>{say('people')}</caption>
            <thead>
              <tr>
                {['name', 'role', 'state', 'seen'].map((column) => (
                  <th key={column} scope="col">
                    {say(`column_${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <PersonLine key={each.login} person={each} onOpen={() => setOpened({ login: each.login })} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <PersonDrawer
        isOpen={opened !== undefined}
        person={person}
        roles={roles}
        onAdded={(login) => setOpened({ login })}
        onClose={() => setOpened(undefined)}
      />
    </>
  )
}

function PersonLine({ person, onOpen }: { person: PersonView; onOpen(): void }) {
  const say = useSay(words)
  const format = useFormat()
  const roleName = useRoleName()
  const { login, name, role, own, from, state, hasTotp, lastSeenAt } = person
  return (
    <tr>
      <td>
        <UnstyledButton className={styles.person} onClick={onOpen}>
          <Avatar name={name} size={32} radius="xl" color="ink" alt="" aria-hidden />
          <span className={styles.personNames}>
            <b>{name}</b>
            <span>{login}</span>
          </span>
        </UnstyledButton>
      </td>
      <td data-label={say('column_role')}>
        <div>
          {roleName(role)}
          <Own own={own} />
        </div>
      </td>
      <td data-label={say('column_state')}>
        <div className={styles.badges}>
          <State state={state} />
          {hasTotp && (
            <Badge variant="light" color="gray" radius="sm" tt="none" fw={400}>
              {say('has_totp')}
            </Badge>
          )}
          {from === 'config' && (
            <Badge variant="light" color="gray" radius="sm" tt="none" fw={400} title={say('from_config_meaning')}>
              {say('from_config')}
            </Badge>
          )}
        </div>
      </td>
      <td data-label={say('column_seen')} className={styles.moment}>
        <div>{lastSeenAt ? format(lastSeenAt, 'instant') : say('never_seen')}</div>
      </td>
    </tr>
  )
}

/** What is theirs in the data, shortly. */
function Own({ own }: { own: PersonView['own'] }) {
  const values = Object.values(own).flat()
  if (values.length === 0) return null
  return (
    <span className={styles.quiet} title={values.join(', ')}>
      {values.slice(0, SHOWN_VALUES).join(', ')}
      {values.length > SHOWN_VALUES && ' …'}
    </span>
  )
}

const SHOWN_VALUES = 3
