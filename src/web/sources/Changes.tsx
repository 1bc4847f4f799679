import type { EntityChangeView, WhyView } from '../../api/index.ts'
import type { Cell } from '../../base/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import { DataTable, type TableColumn } from '../parts/DataTable.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import styles from './data.module.css'

/** What changed in each entity behind a figure, those first in which most did. */
export function Changes({ view }: { view: WhyView }) {
  const say = useSay()
  const changed = view.entities.filter(({ sources }) => sources.length > 0)
  const same = view.entities.filter(({ sources }) => sources.length === 0)
  return (
    <>
      {changed.length === 0 && (
        <div className={styles.sheet}>
          <Empty title={say('why_nothing')} next={say('why_nothing_next')} isWell />
        </div>
      )}
      {changed.map((entity) => (
        <Entity key={entity.table} entity={entity} />
      ))}
      {changed.length > 0 && same.length > 0 && (
        <p className={styles.meaning}>{say('why_unchanged', { tables: same.map(({ table }) => table).join(', ') })}</p>
      )}
    </>
  )
}

function Entity({ entity }: { entity: EntityChangeView }) {
  const say = useSay()
  const count = (what: 'came' | 'changed' | 'vanished') => entity.sources.reduce((sum, each) => sum + each[what], 0)
  return (
    <section className={styles.source} aria-label={entity.table}>
      <div className={styles.sourceHead}>
        <h3>
          <code>{entity.table}</code>
        </h3>
        <span className={styles.rows}>
          {entity.by.length > 0 ? say('why_by', { columns: entity.by.join(', ') }) : say('why_whole')}
        </span>
      </div>
      <p className={styles.tableMeaning}>{entity.meaning}</p>
      <p className={styles.counts}>
        {(['came', 'changed', 'vanished'] as const).map((what) => (
          <span key={what} data-what={count(what) > 0 ? what : undefined}>
            {say(`why_${what}`, { count: count(what) })}
          </span>
        ))}
      </p>
      <ChangedColumns entity={entity} />
      <Examples entity={entity} />
      <Loads entity={entity} />
    </section>
  )
}

function ChangedColumns({ entity }: { entity: EntityChangeView }) {
  const say = useSay()
  const locale = useLocale()
  const most = entity.columns[0]?.rows ?? 0
  if (most === 0) return null
  return (
    <div>
      <h4>{say('why_columns')}</h4>
      <ul className={styles.bars}>
        {entity.columns.map(({ column, meaning, rows }) => (
          <li key={column} title={meaning}>
            <code>{column}</code>
            <span aria-hidden>
              <i style={{ width: `${(100 * rows) / most}%` }} />
            </span>
            <b>{rows.toLocaleString(locale)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Examples({ entity }: { entity: EntityChangeView }) {
  const say = useSay()
  const text = useCellText()
  return (
    <div>
      <h4>{say('why_examples')}</h4>
      <ul className={styles.examples}>
        {entity.examples.map(({ what, source, key, columns }) => (
          <li key={`${what} ${source} ${JSON.stringify(key)}`}>
            <span data-what={what}>{say(`why_one_${what}`)}</span>{' '}
            <b>
              {source} ·{' '}
              {Object.entries(key)
                .map(([name, value]) => `${name} ${text(value)}`)
                .join(', ')}
            </b>
            <ul>
              {columns.map(({ column, before, after }) => (
                <li key={column}>
                  <code>{column}</code> {what !== 'came' && <del>{text(before)}</del>}
                  {what === 'changed' && <span aria-label={say('why_became')}> → </span>}
                  {what !== 'vanished' && <ins>{text(after)}</ins>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  )
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/

/** A cell as the page writes it; instants in the workspace's zone. */
function useCellText(): (value: Cell) => string {
  const say = useSay()
  const format = useFormat()
  const locale = useLocale()
  return (value) => {
    if (value === null) return '∅'
    if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
    if (typeof value === 'number') return value.toLocaleString(locale, { maximumFractionDigits: 6 })
    return INSTANT.test(value) ? format(value, 'instant') : value
  }
}

function Loads({ entity }: { entity: EntityChangeView }) {
  const say = useSay()
  if (entity.loads.length === 0) return null
  const columns: TableColumn[] = [
    { name: 'batchId', unit: 'text', label: '№' },
    { name: 'loadedAt', unit: 'instant', label: say('why_loaded') },
    { name: 'source', unit: 'text', label: say('load_source') },
    { name: 'stream', unit: 'text', label: say('load_stream') },
    { name: 'came', unit: 'count', label: say('why_came_short') },
    { name: 'changed', unit: 'count', label: say('why_changed_short') },
    { name: 'file', unit: 'text', label: say('rejected_file') },
  ]
  return (
    <details className={styles.doc}>
      <summary>{say('why_loads', { count: entity.loads.length })}</summary>
      <DataTable columns={columns} rows={entity.loads} caption={say('why_loads_of', { table: entity.table })} />
    </details>
  )
}
