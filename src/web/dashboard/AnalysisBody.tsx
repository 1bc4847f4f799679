import { Badge, Tabs } from '@mantine/core'
import { IconAlertCircle, IconCheck, IconHelpCircle } from '@tabler/icons-react'
import type { AnalysisAnswer, Claim } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { Chart } from '../parts/Chart.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import styles from './dashboard.module.css'

interface AnalysisBodyProps {
  answer: AnalysisAnswer
  /** names of tables, charts and `notes` that are shown; all when absent */
  show: readonly string[] | undefined
  isFull: boolean
}

export function AnalysisBody({ answer, show, isFull }: AnalysisBodyProps) {
  const say = useSay()
  const isShown = (name: string) => !show || show.includes(name)
  const charts = (answer.charts ?? []).filter(({ name }) => isShown(name))
  const tables = Object.entries(answer.tables).filter(([name]) => isShown(name))
  const claims = answer.claims ?? []
  // A statement that only repeats its claims is not printed twice.
  const isSaidByClaims = claims.length > 0 && claims.every(({ sentence }) => answer.statement.includes(sentence))
  return (
    <div className={styles.analysis}>
      {!isSaidByClaims && <p className={styles.statement}>{answer.statement}</p>}
      {claims.length > 0 && <Claims claims={claims} />}
      {charts.length > 0 && (
        <div className={styles.analysisCharts} data-full={isFull || undefined}>
          {charts.map(({ name, title, spec, table }) => {
            const drawn = answer.tables[table]
            return (
              drawn && (
                <figure key={name} className={styles.figure}>
                  <figcaption>{title}</figcaption>
                  <div className={styles.chartBox}>
                    <Chart spec={spec} table={drawn} label={say('chart_of', { title })} />
                  </div>
                </figure>
              )
            )
          })}
        </div>
      )}
      {tables.length > 0 && <AnalysisTables tables={tables} />}
      {isShown('notes') && answer.notes && answer.notes.length > 0 && (
        <details className={styles.notes} open={isFull}>
          <summary>{say('notes', { count: answer.notes.length })}</summary>
          <ul>
            {answer.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

const VERDICTS = {
  confirmed: { key: 'verdict_confirmed', color: 'teal', Icon: IconCheck },
  'not confirmed': { key: 'verdict_not_confirmed', color: 'red', Icon: IconAlertCircle },
  'cannot tell': { key: 'verdict_cannot_tell', color: 'gray', Icon: IconHelpCircle },
} as const

/** The sentence without the verdict in front, which the badge beside it already says. */
function withoutVerdict(sentence: string, verdict: string): string {
  const lead = `${verdict}: `
  if (!sentence.startsWith(lead)) return sentence
  const rest = sentence.slice(lead.length)
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1)
}

function Claims({ claims }: { claims: readonly Claim[] }) {
  const say = useSay()
  return (
    <ul className={styles.claims}>
      {claims.map(({ id, verdict, sentence }) => {
        const { key, color, Icon } = VERDICTS[verdict]
        return (
          <li key={id}>
            <Badge
              variant="light"
              color={color}
              radius="sm"
              size="lg"
              tt="none"
              fw={700}
              leftSection={<Icon size={14} aria-hidden />}
              className={styles.verdict ?? ''}
            >
              {say(key)}
            </Badge>
            <span>{withoutVerdict(sentence, say(key))}</span>
          </li>
        )
      })}
    </ul>
  )
}

function AnalysisTables({ tables }: { tables: readonly (readonly [string, AnalysisAnswer['tables'][string]])[] }) {
  return (
    <Tabs defaultValue={tables[0]?.[0] ?? null} keepMounted={false} className={styles.analysisTables ?? ''}>
      <Tabs.List className={styles.tabs ?? ''}>
        {tables.map(([name, { title }]) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tables.map(([name, { title, columns, rows }]) => (
        <Tabs.Panel key={name} value={name} className={styles.tableBox ?? ''}>
          <DataTable columns={columns} rows={rows} caption={title} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
