import {
  ActionIcon,
  Button,
  Code,
  CopyButton,
  Menu,
  Modal,
  type ActionIconProps,
  type ElementProps,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconChartBar,
  IconCode,
  IconCompass,
  IconDots,
  IconExternalLink,
  IconFileSpreadsheet,
  IconFileTypeCsv,
  IconListDetails,
  IconMaximize,
  IconTable,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Query } from '../../base/index.ts'
import { exportAddress } from '../api/questions.ts'
import { addressOfQuery } from '../explore/address.ts'
import { useLocale, useSay } from '../locale.tsx'
import { TileOrigins } from '../sources/TileOrigins.tsx'
import { useOnce } from '../parts/once.ts'
import { useWorkspace } from '../workspace.ts'

export interface TileActions {
  /** what the files hold; absent where a tile saves its tables itself */
  exported?: Query | undefined
  onSaveCsv?: (() => void) | undefined
  onSaveXlsx?: (() => void) | undefined
  sql?: string | undefined
  /** a chart can also be read as a table */
  asTable?: { isOn: boolean; toggle(): void } | undefined
  onRows?: (() => void) | undefined
  /** an analysis that has a page of its own, with its settings */
  analysis?: string | undefined
}

interface TileMenuProps extends TileActions {
  title: string
  onFull(): void
}

const icon = { size: 15, stroke: 1.6, 'aria-hidden': true } as const

/** The button of a tile's menu; the menu itself comes with the first press. */
export function TileMenu(props: TileMenuProps) {
  const [isWanted, { open }] = useDisclosure(false)
  return isWanted ? <OpenedMenu {...props} /> : <MenuButton title={props.title} aria-expanded={false} onClick={open} />
}

interface MenuButtonProps extends ActionIconProps, ElementProps<'button', keyof ActionIconProps> {
  title: string
}

function MenuButton({ title, ...button }: MenuButtonProps) {
  const say = useSay()
  return (
    <ActionIcon
      {...button}
      variant="subtle"
      color="gray"
      size="md"
      aria-haspopup="menu"
      aria-label={say('tile_menu', { title })}
      className="no-print"
    >
      <IconDots size={16} />
    </ActionIcon>
  )
}

function OpenedMenu(props: TileMenuProps) {
  const { title, onFull, exported, onSaveCsv, onSaveXlsx, sql, asTable, onRows, analysis } = props
  const say = useSay()
  const locale = useLocale()
  const [isSqlOpen, { open: openSql, close: closeSql }] = useDisclosure(false)
  const wasSqlOpen = useOnce(isSqlOpen)
  const mayTake = useWorkspace().may.includes('export')
  const file = (as: 'csv' | 'xlsx', Icon: typeof IconTable) =>
    exported &&
    mayTake && (
      <Menu.Item
        component="a"
        href={exportAddress(exported, as, title, locale)}
        download
        leftSection={<Icon {...icon} />}
      >
        {say(`save_${as}`)}
      </Menu.Item>
    )
  return (
    <>
      <Menu position="bottom-end" withinPortal width={220} defaultOpened>
        <Menu.Target>
          <MenuButton title={title} />
        </Menu.Target>
        <Menu.Dropdown>
          {analysis && (
            <Menu.Item component={Link} to={`/a/${analysis}`} leftSection={<IconExternalLink {...icon} />}>
              {say('open_analysis')}
            </Menu.Item>
          )}
          {exported && (
            <Menu.Item
              leftSection={<IconCompass {...icon} />}
              renderRoot={(props) => <Link {...props} to="/explore" search={addressOfQuery(exported)} />}
            >
              {say('explore_open')}
            </Menu.Item>
          )}
          {asTable && (
            <Menu.Item
              leftSection={asTable.isOn ? <IconChartBar {...icon} /> : <IconTable {...icon} />}
              onClick={asTable.toggle}
            >
              {say(asTable.isOn ? 'show_chart' : 'show_table')}
            </Menu.Item>
          )}
          {onRows && (
            <Menu.Item leftSection={<IconListDetails {...icon} />} onClick={onRows}>
              {say('rows_behind')}
            </Menu.Item>
          )}
          <TileOrigins query={exported} />
          <Menu.Item leftSection={<IconMaximize {...icon} />} onClick={onFull}>
            {say('full_screen')}
          </Menu.Item>
          {sql && (
            <Menu.Item leftSection={<IconCode {...icon} />} onClick={openSql}>
              {say('show_sql')}
            </Menu.Item>
          )}
          {mayTake && (exported || onSaveCsv) && <Menu.Divider />}
          {file('csv', IconFileTypeCsv)}
          {file('xlsx', IconFileSpreadsheet)}
          {mayTake && onSaveCsv && (
            <Menu.Item leftSection={<IconFileTypeCsv {...icon} />} onClick={onSaveCsv}>
              {say('save_csv')}
            </Menu.Item>
          )}
          {mayTake && onSaveXlsx && (
            <Menu.Item leftSection={<IconFileSpreadsheet {...icon} />} onClick={onSaveXlsx}>
              {say('save_xlsx')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {wasSqlOpen && (
        <Modal opened={isSqlOpen} onClose={closeSql} title={say('sql_of', { title })} size="xl">
          <Code block mah="60vh" style={{ overflow: 'auto', whiteSpace: 'pre-wrap' }}>
            {sql}
          </Code>
          <CopyButton value={sql ?? ''}>
            {({ copied, copy }) => (
              <Button mt="sm" size="xs" variant="light" onClick={copy}>
                {say(copied ? 'copied' : 'copy')}
              </Button>
            )}
          </CopyButton>
        </Modal>
      )}
    </>
  )
}
