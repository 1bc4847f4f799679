import { Button, Select, TextInput, Title } from '@mantine/core'
import { IconSitemap } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LoadView, WhyView } from '../../api/index.ts'
import { isDay } from '../../base/index.ts'
import type { SearchFields } from '../dashboard/search.ts'
import { useSay } from '../locale.tsx'
import { Delta } from '../parts/Delta.tsx'
import { formatSpan, fullNumber, useFormat } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import { batchOf, fieldOf, periodOf } from './address.ts'
import { Changes } from './Changes.tsx'
import styles from './data.module.css'
import { MetricSelect } from './MetricSelect.tsx'
import { useWhy } from './questions.ts'

/** Why a number changed between two loads: what came, changed and vanished in the rows behind it, and what it was then. */
export function Why() {
  const say = useSay()
  const navigate = useNavigate()
  const { today } = useWorkspace()
  const search: SearchFields = useSearch({ strict: false })
  const metric = fieldOf(search, 'metric')
  const { from, to } = periodOf(search, today)
  const [since, until] = [batchOf(search, 'since'), batchOf(search, 'until')]
  const { data, error, refetch, isPlaceholderData } = useWhy(
    metric === undefined
      ? undefined
      : { metric, from, to, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) },
  )
  const choose = (change: Readonly<Record<string, string | undefined>>) => {
    const next = { metric, from, to, since: since?.toString(), until: until?.toString(), ...change }
    void navigate({ to: '/data/$part', params: { part: 'why' }, search: next, replace: true })
  }
  const day = (name: 'from' | 'to', value: string) => (
    <TextInput
      key={`${name} ${value}`}
      type="date"
      size="sm"
      label={say(`why_${name}`)}
      defaultValue={value}
      onBlur={({ currentTarget }) => {
        if (isDay(currentTarget.value) && currentTarget.value !== value) choose({ [name]: currentTarget.value })
      }}
    />
  )
  return (
    <section aria-labelledby="why" className={styles.part}>
      <div>
        <Title order={2} id="why">
          {say('data_why')}
        </Title>
        <p className={styles.meaning}>{say('why_meaning')}</p>
      </div>
      <div className={styles.choices}>
        <MetricSelect
          metric={metric}
          onChoose={(next) => choose({ metric: next, since: undefined, until: undefined })}
        />
        {day('from', from)}
        {day('to', to)}
        {data && <Loads view={data} onChoose={choose} />}
        {metric !== undefined && (
          <Button
            variant="light"
            leftSection={<IconSitemap size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link {...props} to="/data/$part" params={{ part: 'lineage' }} search={{ metric, from, to }} />
            )}
          >
            {say('lineage_open')}
          </Button>
        )}
      </div>
      {metric === undefined && <Empty title={say('why_none')} next={say('why_none_next')} />}
      {metric !== undefined && error && <Failure error={error} onRetry={() => void refetch()} />}
      {metric !== undefined && !error && !data && <Waiting height={320} />}
      {metric !== undefined && !error && data && (
        <div className={styles.part} data-refreshing={isPlaceholderData || undefined}>
          <Figures view={data} />
          <Changes view={data} />
        </div>
      )}
    </section>
  )
}

const NOW = 'now'

function Loads({ view, onChoose }: { view: WhyView; onChoose(change: Record<string, string | undefined>): void }) {
  const say = useSay()
  const format = useFormat()
  const name = ({ batchId, loadedAt, sources }: LoadView) => ({
    value: String(batchId),
    label: `${format(loadedAt, 'instant')} · ${sources} · № ${batchId}`,
  })
  const loads = view.loads.map(name)
  const newest = view.loads[0]?.batchId ?? 0
  const before = [
    ...loads.filter(({ value }) => Number(value) < view.until),
    { value: '0', label: say('why_before_all') },
  ]
  const after = [{ value: NOW, label: say('why_now') }, ...loads.filter(({ value }) => Number(value) < newest)]
  return (
    <>
      <Select
        size="sm"
        w={300}
        maw="100%"
        label={say('why_since')}
        data={before}
        value={String(view.since)}
        allowDeselect={false}
        onChange={(since) => since !== null && onChoose({ since })}
      />
      <Select
        size="sm"
        w={300}
        maw="100%"
        label={say('why_until')}
        data={after}
        value={view.until >= newest ? NOW : String(view.until)}
        allowDeselect={false}
        onChange={(until) => until !== null && onChoose({ until: until === NOW ? undefined : until })}
      />
    </>
  )
}

function Figures({ view }: { view: WhyView }) {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  const { metric, period, before, after, notComputed } = view
  const figure = (title: string, one: WhyView['before']) => (
    <div>
      <dt>{title}</dt>
      <dd title={fullNumber(one?.value, locale)}>{one ? format(one.value, metric.unit) : '?'}</dd>
      {one && (
        <p className={styles.rows}>{say('why_rows', { count: one.rows, text: one.rows.toLocaleString(locale) })}</p>
      )}
    </div>
  )
  return (
    <div className={styles.source}>
      <h3 className={styles.whyTitle}>
        {metric.title}, {formatSpan(period.from, period.to, locale)}
      </h3>
      <dl className={styles.figures}>
        {figure(say('why_then'), before)}
        {figure(say('why_after'), after)}
        {before && after && after.value !== null && (
          <div>
            <dt>{say('why_change')}</dt>
            <dd>
              {before.value === after.value ? (
                say('why_same')
              ) : (
                <Delta now={after.value} before={before.value} unit={metric.unit} better={metric.better} />
              )}
            </dd>
          </div>
        )}
      </dl>
      <p className={styles.rows}>{notComputed ?? say('why_how')}</p>
    </div>
  )
}
