import { Code, Drawer } from '@mantine/core'
import type { LineageTableView, LineageView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import styles from './data.module.css'

/** Which node's documentation is open; without a table, the metric's. */
export interface OpenNode {
  table: string | undefined
}

interface NodeDrawerProps {
  node: OpenNode | undefined
  view: LineageView
  onOpen(node: OpenNode | undefined): void
}

/** What a node of the lineage is: its meaning, the SQL that makes it, its columns and what each is made of. */
export function NodeDrawer({ node, view, onOpen }: NodeDrawerProps) {
  const table = view.tables.find(({ name }) => name === node?.table)
  return (
    <Drawer
      opened={node !== undefined}
      onClose={() => onOpen(undefined)}
      position="right"
      size="xl"
      title={table?.name ?? view.metric.title}
    >
      {node && (table ? <Table table={table} view={view} onOpen={onOpen} /> : <Metric view={view} onOpen={onOpen} />)}
    </Drawer>
  )
}

type Opening = Pick<NodeDrawerProps, 'view' | 'onOpen'>

function Metric({ view, onOpen }: Opening) {
  const say = useSay()
  const { metric, value, rows } = view
  return (
    <div className={styles.node}>
      <p>{metric.meaning}</p>
      <h3>{say('use_value')}</h3>
      <Origin from={value.from} isTold={value.isTold} none={say('lineage_counted')} onOpen={onOpen} />
      <h3>{say('use_rows')}</h3>
      <Origin from={rows.from} isTold={rows.isTold} none="–" onOpen={onOpen} />
      <h3>SQL</h3>
      <Code block className={styles.code}>
        {metric.sql}
      </Code>
    </div>
  )
}

function Table({ table, view, onOpen }: { table: LineageTableView } & Opening) {
  const say = useSay()
  const readers = view.tables.filter(({ reads }) => reads.includes(table.name)).map(({ name }) => name)
  const used = table.columns.filter(({ use }) => use !== null)
  const others = table.columns.filter(({ use }) => use === null)
  return (
    <div className={styles.node}>
      <p className={styles.rows}>{say(`lineage_${table.layer}_meaning`)}</p>
      {table.meaning && <p>{table.meaning}</p>}
      <Names title={say('lineage_reads')} names={table.reads} onOpen={onOpen} />
      <Names title={say('lineage_read_by')} names={readers} onOpen={onOpen} />
      {used.length > 0 && <Columns title={say('lineage_used')} columns={used} onOpen={onOpen} />}
      {others.length > 0 && (
        <Columns title={say(used.length > 0 ? 'lineage_others' : 'columns')} columns={others} onOpen={onOpen} />
      )}
      {table.sql.map((text) => (
        <div key={text}>
          <h3>SQL</h3>
          <Code block className={styles.code}>
            {text}
          </Code>
        </div>
      ))}
      {table.sql.length === 0 && table.layer === 'core' && <p className={styles.rows}>{say('lineage_engine')}</p>}
    </div>
  )
}

function Names({ title, names, onOpen }: { title: string; names: readonly string[] } & Pick<Opening, 'onOpen'>) {
  if (names.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <p className={styles.names}>
        {names.map((name) => (
          <button key={name} type="button" className={styles.link} onClick={() => onOpen({ table: name })}>
            {name}
          </button>
        ))}
      </p>
    </>
  )
}

interface ColumnsProps extends Pick<Opening, 'onOpen'> {
  title: string
  columns: LineageTableView['columns']
}

function Columns({ title, columns, onOpen }: ColumnsProps) {
  const say = useSay()
  return (
    <>
      <h3>{title}</h3>
      <ul className={styles.columns}>
        {columns.map(({ name, type, meaning, from, isTold, use }) => (
          <li key={name}>
            <span data-use={use ?? undefined}>
              <code>{name}</code> <i>{type}</i>
              {use && <span className={styles.unseen}> ({say(`use_${use}`)})</span>}
            </span>
            {meaning && <p>{meaning}</p>}
            {(from.length > 0 || !isTold) && <Origin from={from} isTold={isTold} none="" onOpen={onOpen} />}
          </li>
        ))}
      </ul>
    </>
  )
}

interface OriginProps extends Pick<Opening, 'onOpen'> {
  from: LineageTableView['columns'][number]['from']
  isTold: boolean
  /** what is said where it is made of nothing */
  none: string
}

function Origin({ from, isTold, none, onOpen }: OriginProps) {
  const say = useSay()
  return (
    <p className={styles.names}>
      {from.length > 0 && <span>{say('lineage_from')}</span>}
      {from.length === 0 && isTold && none}
      {from.map(({ table, column }) => (
        <button key={`${table} ${column}`} type="button" className={styles.link} onClick={() => onOpen({ table })}>
          {table}.{column}
        </button>
      ))}
      {!isTold && <em>{say('lineage_untold')}</em>}
    </p>
  )
}
