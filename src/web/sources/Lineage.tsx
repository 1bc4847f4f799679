import { Button, Switch, Title } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { LineageView } from '../../api/index.ts'
import type { SearchFields } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { fieldOf } from './address.ts'
import styles from './data.module.css'
import { LineagePicture } from './LineagePicture.tsx'
import { MetricSelect } from './MetricSelect.tsx'
import { NodeDrawer, type OpenNode } from './NodeDrawer.tsx'
import { useLineage } from './questions.ts'

/** What a metric is made of: from its mart through models and entities to the fields that were received. */
export function Lineage() {
  const say = useSay()
  const navigate = useNavigate()
  const search: SearchFields = useSearch({ strict: false })
  const metric = fieldOf(search, 'metric')
  const { data, error, refetch } = useLineage(metric)
  const choose = (next: string) =>
    void navigate({ to: '/data/$part', params: { part: 'lineage' }, search: { ...search, metric: next } })
  return (
    <section aria-labelledby="lineage" className={styles.part}>
      <div>
        <Title order={2} id="lineage">
          {say('data_lineage')}
        </Title>
        <p className={styles.meaning}>{say('lineage_meaning')}</p>
      </div>
      <div className={styles.choices}>
        <MetricSelect metric={metric} onChoose={choose} />
        {metric !== undefined && (
          <Button
            variant="light"
            leftSection={<IconHistory size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link {...props} to="/data/$part" params={{ part: 'why' }} search={{ ...search, metric }} />
            )}
          >
            {say('why_open')}
          </Button>
        )}
      </div>
      {metric === undefined && <Empty title={say('lineage_none')} next={say('lineage_none_next')} />}
      {metric !== undefined && error && <Failure error={error} onRetry={() => void refetch()} />}
      {metric !== undefined && !error && !data && <Waiting height={320} />}
      {data && <Found view={data} />}
    </section>
  )
}

function Found({ view }: { view: LineageView }) {
  const say = useSay()
  const [isWhole, setWhole] = useState(false)
  const [open, setOpen] = useState<OpenNode>()
  const others = view.tables.filter(({ isUsed }) => !isUsed).length
  return (
    <>
      <p className={styles.told}>
        <b>{view.metric.title}</b>. {view.metric.meaning}
      </p>
      <div className={styles.legend}>
        <span data-use="value">{say('use_value')}</span>
        <span data-use="rows">{say('use_rows')}</span>
        {!(view.value.isTold && view.rows.isTold) && <span>{say('lineage_untold')}</span>}
        <span className={styles.fill} />
        {others > 0 && (
          <Switch
            size="xs"
            label={say('lineage_whole', { count: others })}
            checked={isWhole}
            onChange={({ currentTarget }) => setWhole(currentTarget.checked)}
          />
        )}
      </div>
      <LineagePicture view={view} isWhole={isWhole} onOpen={setOpen} />
      <NodeDrawer node={open} view={view} onOpen={setOpen} />
    </>
  )
}
