import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconChartHistogram,
  IconCompass,
  IconDatabase,
  IconFileText,
  IconHeadset,
  IconHome,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useApp } from '../api/questions.ts'
import { useLocaleChoice, useSay } from '../locale.tsx'
import { Failure, ForbiddenPage, Waiting } from '../parts/states.tsx'
import { useWorkspace, WorkspaceContext } from '../workspace.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { Choices } from './Choices.tsx'
import { isOpenTo, neededFor } from './doors.ts'
import { FirstReads } from './FirstReads.tsx'
import { Notes } from './Notes.tsx'
import { hasMyWork } from './places.ts'
import { SearchButton } from './Search.tsx'
import styles from './shell.module.css'

/** The frame of every page; knows the workspace before it shows any. */
export function Shell() {
  const { data: app, error, refetch } = useApp()
  const { isChosen, suggest } = useLocaleChoice()
  const workspaceLocale = app?.locale
  useEffect(() => {
    if (workspaceLocale && !isChosen) suggest(workspaceLocale)
  }, [workspaceLocale, isChosen, suggest])
  if (error && !app) return <Failure error={error} onRetry={() => void refetch()} />
  if (!app || !isChosen) return <Waiting height="100vh" />
  return (
    <WorkspaceContext value={app}>
      <Frame />
    </WorkspaceContext>
  )
}

function Frame() {
  const say = useSay()
  const { name, may } = useWorkspace()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  useEffect(close, [pathname, close])
  const needed = neededFor(pathname)
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
      className={styles.shell}
    >
      <a href="#content" className="skip-link">
        {say('skip_to_content')}
      </a>
      <AppShell.Header className={styles.header}>
        <Group h="100%" px={{ base: 'sm', sm: 'lg' }} gap="sm" wrap="nowrap">
          <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={say('menu')} />
          <Link to="/" className={styles.brand}>
            <img src="/icon.svg" alt="" width={24} height={24} />
            <Text fw={700} truncate>
              {name}
            </Text>
          </Link>
          <div className={styles.fill} />
          <Group gap="xs" wrap="nowrap" visibleFrom="md">
            <Notes />
          </Group>
          <SearchButton />
          <Group gap={4} wrap="nowrap" visibleFrom="xs">
            <Choices />
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={styles.navbar} aria-label={say('sections')}>
        <AppShell.Section grow component={ScrollArea} p="sm">
          <Navigation />
        </AppShell.Section>
        <AppShell.Section p="sm" hiddenFrom="md" className={styles.foot}>
          <Notes />
          <Group gap={4} hiddenFrom="xs">
            <Choices />
          </Group>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={styles.main}>
        <FirstReads />
        {needed === undefined || may.includes(needed) ? <Outlet /> : <ForbiddenPage needed={needed} />}
      </AppShell.Main>
    </AppShell>
  )
}

function Navigation() {
  const say = useSay()
  const { dashboards, may, reports } = useWorkspace()
  const { pathname } = useLocation()
  const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const
  const isHere = (to: string) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`))
  const item = (to: string, label: string, Icon: typeof IconHome) =>
    isOpenTo(may, to) && (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={label}
        leftSection={<Icon {...icon} />}
        active={isHere(to)}
        aria-current={isHere(to) ? 'page' : undefined}
        className={styles.link}
      />
    )
  return (
    <>
      {item('/', say('home'), IconHome)}
      {hasMyWork(reports) && item('/my-work', say('my_work'), IconHeadset)}
      {item('/explore', say('explore'), IconCompass)}
      {dashboards.length > 0 && <div className={styles.heading}>{say('dashboards')}</div>}
      {dashboards.map(({ id, title }) => item(`/d/${id}`, title, IconChartHistogram))}
      <div className={styles.heading}>{say('more')}</div>
      {item('/reports', say('reports'), IconFileText)}
      {item('/data', say('data'), IconDatabase)}
      {item('/people', say('people'), IconUsers)}
      {item('/settings', say('settings'), IconSettings)}
    </>
  )
}
