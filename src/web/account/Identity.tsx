import type { PersonView } from '../../api/index.ts'
import { useCatalog } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { useRoleName } from '../parts/role.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './account.module.css'
import { Part } from './Part.tsx'
import { words } from './words.ts'

/** Who they are here; only an administrator changes it. */
export function Identity({ person: { login, name, role, own, email } }: { person: PersonView }) {
  const say = useSay(words)
  const roleName = useRoleName()
  const { may } = useWorkspace()
  const { data: catalog } = useCatalog(may.includes('figures'))
  const titleOf = (dimension: string) => catalog?.dimensions.find(({ id }) => id === dimension)?.title ?? dimension
  const facts: [string, string][] = [
    [say('login'), login],
    [say('role'), roleName(role)],
    [say('role_may'), may.map((ability) => say(`ability_${ability}`).toLowerCase()).join(', ')],
    ...Object.entries(own).map(([dimension, values]): [string, string] => [titleOf(dimension), values.join(', ')]),
    ...(email ? [[say('email'), email] as [string, string]] : []),
  ]
  return (
    <Part title={name} meaning={say('identity_meaning')}>
      <dl className={styles.facts}>
        {facts.map(([title, value]) => (
          <Fact key={title} title={title} value={value} />
        ))}
      </dl>
    </Part>
  )
}

const Fact = ({ title, value }: { title: string; value: string }) => (
  <>
    <dt>{title}</dt>
    <dd>{value}</dd>
  </>
)
