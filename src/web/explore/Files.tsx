import { ActionIcon, Button, Code, CopyButton, Menu, Modal, useComputedColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCode, IconDots, IconFileSpreadsheet, IconFileTypeCsv, IconLink, IconPhoto } from '@tabler/icons-react'
import type { ChartInput } from '../../charts/index.ts'
import { exportAddress } from '../api/questions.ts'
import { chartOf } from '../dashboard/chart-of.ts'
import { incompleteFrom } from '../dashboard/tile-query.ts'
import { useLocale, useSay } from '../locale.tsx'
import { formatSpan } from '../parts/format.ts'
import { useOnce } from '../parts/once.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './explore.module.css'
import type { Explored } from './explored.ts'
import type { Picture } from './pictures.ts'

const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const
const PICTURE_WIDTH = 960

interface FilesProps {
  explored: Explored
  title: string
  /** what is drawn now; empty while there is a table */
  pictures: readonly Picture[]
}

/** Takes the question away: as a link, a file, a picture, SQL. */
export function Files({ explored, title, pictures }: FilesProps) {
  const say = useSay()
  const locale = useLocale()
  const [isSqlOpen, { open: openSql, close: closeSql }] = useDisclosure(false)
  const wasSqlOpen = useOnce(isSqlOpen)
  const save = useSavePictures(explored, title)
  const { may } = useWorkspace()
  const { question, answer } = explored
  const file = (as: 'csv' | 'xlsx', Icon: typeof IconLink) => (
    <Menu.Item
      component="a"
      href={exportAddress(question, as, title, locale)}
      download
      leftSection={<Icon {...icon} />}
    >
      {say(`save_${as}`)}
    </Menu.Item>
  )
  return (
    <>
      <CopyButton value={window.location.href}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" fw={400} leftSection={<IconLink {...icon} />} onClick={copy}>
            {say(copied ? 'copied' : 'explore_copy_link')}
          </Button>
        )}
      </CopyButton>
      <Menu position="bottom-end" withinPortal width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={say('explore_take')} className="no-print">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may.includes('export') && file('csv', IconFileTypeCsv)}
          {may.includes('export') && file('xlsx', IconFileSpreadsheet)}
          {pictures.length > 0 && (
            <Menu.Item leftSection={<IconPhoto {...icon} />} onClick={() => void save(pictures)}>
              {say('save_png')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<IconCode {...icon} />} onClick={openSql}>
            {say('show_sql')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {wasSqlOpen && (
        <Modal opened={isSqlOpen} onClose={closeSql} title={say('sql_of', { title })} size="xl">
          <Code block className={styles.sql ?? ''}>
            {answer.sql}
          </Code>
        </Modal>
      )}
    </>
  )
}

/** Saves each picture with its title, its days and this theme's colours. */
function useSavePictures({ answer }: Explored, title: string): (pictures: readonly Picture[]) => Promise<void> {
  const say = useSay()
  const locale = useLocale()
  const theme = useComputedColorScheme('light')
  const { currency, timeZone } = useWorkspace()
  const { from, to, grain } = answer.period
  return async (pictures) => {
    const { savePng } = await import('./save-png.ts')
    for (const { spec, metrics } of pictures) {
      const names = metrics.map(({ label }) => label).join(', ')
      const input: ChartInput = {
        ...chartOf(spec, answer, say('earlier')),
        locale,
        theme,
        currency: currency ?? undefined,
        timeZone,
        grain,
        incompleteFrom: incompleteFrom(answer),
      }
      const written = { title: pictures.length > 1 ? names : title, subtitle: formatSpan(from, to, locale) }
      await savePng(input, { width: PICTURE_WIDTH, ...written }, `${metrics[0]?.name ?? 'svodka'}-${from}-${to}.png`)
    }
  }
}
