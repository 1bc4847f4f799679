import { Title } from '@mantine/core'
import type { DataView } from '../../api/index.ts'
import { useLocale, useSay } from '../locale.tsx'
import styles from './data.module.css'

const KNOWN = ['raw', 'staging', 'core', 'mart', 'settings']

const placeOf = (layer: string): number => (KNOWN.includes(layer) ? KNOWN.indexOf(layer) : KNOWN.length)

/** The warehouse's tables, layer by layer, each with its documentation. */
export function Layers({ layers }: { layers: DataView['layers'] }) {
  const say = useSay()
  const locale = useLocale()
  const byLayer = Map.groupBy(layers, ({ layer }) => layer)
  const ordered = [...byLayer].sort(([one], [other]) => placeOf(one) - placeOf(other))
  return (
    <section aria-labelledby="layers" className={styles.part}>
      <Title order={2} id="layers">
        {say('layers')}
      </Title>
      {ordered.map(([layer, tables]) => (
        <details key={layer} className={styles.sheet}>
          <summary className={styles.layerHead}>
            <h3>{layer}</h3>
            {KNOWN.includes(layer) && <p>{say(`layer_${layer}`)}</p>}
            <span className={styles.rows}>{tables.length.toLocaleString(locale)}</span>
          </summary>
          <ul className={styles.tables}>
            {tables.map((table) => (
              <TableLine key={table.name} table={table} />
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}

function TableLine({ table }: { table: DataView['layers'][number] }) {
  const say = useSay()
  const locale = useLocale()
  const [sentence = '', ...rest] = table.meaning.trim().split('\n')
  const more = rest.join('\n').trim()
  return (
    <li>
      <div className={styles.tableName}>
        <code>{table.name}</code>
        <span className={styles.rows}>
          {table.rows === null
            ? table.kind === 'view'
              ? say('kind_view')
              : table.kind
            : say('table_rows', { rows: table.rows, text: table.rows.toLocaleString(locale) })}
        </span>
      </div>
      {sentence && <p className={styles.tableMeaning}>{sentence}</p>}
      {more && (
        <details className={styles.doc}>
          <summary>{say('columns_doc')}</summary>
          <pre>{more}</pre>
        </details>
      )}
    </li>
  )
}
