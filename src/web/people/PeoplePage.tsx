import { Tabs, Title } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { usePeople } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { AllTokens } from './AllTokens.tsx'
import styles from './people.module.css'
import { PeopleList } from './PeopleList.tsx'
import { Record } from './Record.tsx'
import { Roles } from './Roles.tsx'
import { words } from './words.ts'

const PARTS = ['people', 'roles', 'tokens', 'record'] as const

/** Who may come in, what each role may, whose tokens there are, and what was done. */
export function PeoplePage() {
  const say = useSay(words)
  const navigate = useNavigate()
  const { part: asked } = useParams({ strict: false })
  const part = PARTS.find((each) => each === asked) ?? 'people'
  const { data, error, refetch } = usePeople()
  useTitle(say('people'))
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{say('people')}</Title>
        <p>{say('meaning')}</p>
      </header>
      <Tabs
        value={part}
        onChange={(next) => void navigate({ to: next === 'people' ? '/people' : `/people/${next}` })}
        keepMounted={false}
      >
        <Tabs.List className={styles.tabs}>
          {PARTS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {say(`part_${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="md">
          {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
          {!data && !error && <Waiting height={320} />}
          {data && part === 'people' && <PeopleList people={data.people} roles={data.roles} />}
          {data && part === 'roles' && <Roles roles={data.roles} people={data.people} />}
          {data && part === 'tokens' && <AllTokens tokens={data.tokens} />}
          {data && part === 'record' && <Record people={data.people} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
