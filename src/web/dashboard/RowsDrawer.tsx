import { Button, Drawer, Group, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeCsv } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { RowsQuery } from '../../base/index.ts'
import { rowsExportAddress, useRows } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { formatSpan } from '../parts/format.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useWorkspace } from '../workspace.ts'
import { useDashboardState } from './context.ts'
import styles from './dashboard.module.css'

const ROWS_AT_MOST = 1000

interface RowsDrawerProps {
  rows: RowsQuery | undefined
  onClose(): void
}

/** The mart's rows behind a figure. */
export function RowsDrawer({ rows, onClose }: RowsDrawerProps) {
  const say = useSay()
  return (
    <Drawer
      opened={rows !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title={say('rows_behind')}
      classNames={{ body: styles.drawerBody ?? '', content: styles.fullContent ?? '' }}
    >
      {rows && <Rows rows={rows} />}
    </Drawer>
  )
}

function Rows({ rows }: { rows: RowsQuery }) {
  const say = useSay()
  const locale = useLocale()
  const { metrics } = useDashboardState()
  const { may } = useWorkspace()
  const { data: answer, error, refetch } = useRows({ ...rows, limit: ROWS_AT_MOST })
  const title = metrics.find(({ id }) => id === rows.metric)?.title ?? rows.metric
  const columns = useMemo(() => answer?.columns.map(({ kind: _kind, ...column }) => column) ?? [], [answer])
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!answer) return <Waiting height="60vh" />
  if (answer.rows.length === 0) return <Empty title={say('rows_none')} next={say('rows_none_next')} />
  const { from, to } = answer.period
  const file = (as: 'csv' | 'xlsx', Icon: typeof IconFileTypeCsv) => (
    <Button
      component="a"
      href={rowsExportAddress(rows, as, `${title} ${from} ${to}`, locale)}
      download
      size="compact-sm"
      variant="light"
      leftSection={<Icon size={14} aria-hidden />}
      title={say(`save_${as}`)}
    >
      {as.toUpperCase()}
    </Button>
  )
  return (
    <>
      <Group justify="space-between" mb="xs" gap="xs">
        <Text size="sm">
          <b>{title}</b>, {formatSpan(from, to, locale)}:{' '}
          {say(answer.isCut ? 'rows_cut' : 'rows_count', { count: answer.rows.length })}
        </Text>
        {may.includes('export') && (
          <Group gap="xs">
            {file('csv', IconFileTypeCsv)}
            {file('xlsx', IconFileSpreadsheet)}
          </Group>
        )}
      </Group>
      <div className={styles.drawerTable}>
        <DataTable columns={columns} rows={answer.rows} caption={title} />
      </div>
    </>
  )
}
