import { NativeSelect, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useDimensionValues } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { prepareDrawing } from '../parts/drawing.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import styles from './my-work.module.css'
import { Work } from './Work.tsx'

const route = getRouteApi('/my-work')

// Asked for together with the page's own code, not after it.
prepareDrawing()

/** An operator's own figures; whoever sees several operators chooses one. */
export function MyWorkPage() {
  const say = useSay()
  const navigate = route.useNavigate()
  const { operator: asked }: { operator?: unknown } = route.useSearch()
  const { data: values, error, refetch } = useDimensionValues('operator', '', true)
  useTitle(say('my_work'))
  if (error && !values) return <Failure error={error} onRetry={() => void refetch()} />
  if (!values) return <Waiting height="70vh" />
  const operators = values.flatMap(({ value }) => value ?? []).toSorted((one, other) => one.localeCompare(other))
  const operator = typeof asked === 'string' ? asked : operators.length === 1 ? operators[0] : undefined
  return (
    <div className={`page ${styles.page}`}>
      <header className="page-head">
        <Title order={1}>{say('my_work')}</Title>
        {operators.length > 1 && (
          <NativeSelect
            className={`${styles.operator} no-print`}
            aria-label={say('my_work_operator')}
            data={[
              ...(operator === undefined ? [{ value: '', label: say('my_work_choose') }] : []),
              ...operators.map((value) => ({ value, label: value })),
            ]}
            value={operator ?? ''}
            onChange={(event) => void navigate({ search: { operator: event.currentTarget.value }, resetScroll: false })}
          />
        )}
      </header>
      {operators.length === 0 && <Empty title={say('my_work_empty')} next={say('my_work_empty_next')} />}
      {operators.length > 1 && operator === undefined && (
        <Empty title={say('my_work_whose')} next={say('my_work_whose_next')} />
      )}
      {operator !== undefined && <Work key={operator} operator={operator} />}
    </div>
  )
}
