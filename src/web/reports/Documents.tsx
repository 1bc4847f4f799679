import { Button, Group } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/ru'
import { IconCalendar, IconDownload, IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReportView } from '../../api/index.ts'
import { useReports } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './reports.module.css'

/** Finished documents for a day: to open here, or to keep as a file. */
export function Documents() {
  const say = useSay()
  const locale = useLocale()
  const { today } = useWorkspace()
  const { data: reports, error, refetch } = useReports()
  const [date, setDate] = useState<string | null>(today)
  return (
    <div className={styles.list}>
      <DatePickerInput
        label={say('report_date')}
        size="sm"
        w={220}
        locale={locale}
        valueFormat="D MMMM YYYY"
        firstDayOfWeek={1}
        maxDate={today}
        value={date}
        onChange={setDate}
        leftSection={<IconCalendar size={16} stroke={1.6} aria-hidden />}
      />
      {error && !reports && <Failure error={error} onRetry={() => void refetch()} />}
      {!reports && !error && <Waiting height={160} />}
      {reports?.length === 0 && <Empty title={say('reports_empty')} next={say('reports_empty_next')} />}
      {reports?.map((report) => (
        <ReportCard key={report.id} report={report} date={date ?? today} />
      ))}
    </div>
  )
}

function ReportCard({ report, date }: { report: ReportView; date: string }) {
  const say = useSay()
  const locale = useLocale()
  const address = (format: string) =>
    `/api/reports/${encodeURIComponent(report.id)}/${format}?${new URLSearchParams({ date, locale })}`
  const files = report.formats.filter((format) => format !== 'html')
  return (
    <section className={styles.report} id={report.id} aria-labelledby={`title-${report.id}`}>
      <div className={styles.about}>
        <h2 id={`title-${report.id}`} className={styles.title}>
          {report.title}
        </h2>
        <p className={styles.meaning}>{report.meaning}</p>
      </div>
      <Group gap="xs" className={styles.files}>
        {report.formats.includes('html') && (
          <Button
            component="a"
            href={address('html')}
            target="_blank"
            rel="noreferrer"
            size="sm"
            leftSection={<IconExternalLink size={16} stroke={1.6} aria-hidden />}
            aria-label={say('open_report', { title: report.title })}
          >
            {say('open')}
          </Button>
        )}
        {files.map((format) => (
          <Button
            key={format}
            component="a"
            href={address(format)}
            download
            size="sm"
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}
            aria-label={say('download_report', { title: report.title, format: format.toUpperCase() })}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </Group>
    </section>
  )
}
