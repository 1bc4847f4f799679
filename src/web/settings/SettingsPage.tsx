import { SegmentedControl, Title, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatDay, LOCALES, type Locale } from '../../base/index.ts'
import { useCatalog, useDataState } from '../api/questions.ts'
import { useLocale, useLocaleChoice, useSay } from '../locale.tsx'
import { useTitle } from '../parts/title.ts'
import { useWorkspace } from '../workspace.ts'
import styles from './settings.module.css'
import { words } from './words.ts'

const SCHEMES: readonly MantineColorScheme[] = ['light', 'dark', 'auto']
const LANGUAGES = { ru: 'Русский', en: 'English' } as const

/** What this browser keeps for its reader, and what the workspace is set to and where that is changed. */
export function SettingsPage() {
  const say = useSay(words)
  useTitle(say('settings'))
  return (
    <div className={`page ${styles.page}`}>
      <header className="page-head">
        <Title order={1}>{say('settings')}</Title>
      </header>
      <Own />
      <Workspace />
    </div>
  )
}

function Own() {
  const say = useSay(words)
  const { locale, choose } = useLocaleChoice()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <section className={styles.part} aria-labelledby="settings-own">
      <Title order={2} id="settings-own">
        {say('own')}
      </Title>
      <p className={styles.meaning}>{say('own_meaning')}</p>
      <div className={styles.choice}>
        <span id="settings-language">{say('language')}</span>
        <SegmentedControl
          aria-labelledby="settings-language"
          value={locale}
          data={LOCALES.map((value) => ({ value, label: <span lang={value}>{LANGUAGES[value]}</span> }))}
          onChange={(value) => choose(value as Locale)}
        />
      </div>
      <div className={styles.choice}>
        <span id="settings-scheme">{say('scheme')}</span>
        <SegmentedControl
          aria-labelledby="settings-scheme"
          value={colorScheme}
          data={SCHEMES.map((value) => ({ value, label: say(`scheme_${value}`) }))}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        />
      </div>
    </section>
  )
}

function Workspace() {
  const say = useSay(words)
  const locale = useLocale()
  const { name, timeZone, currency, today, isTodayPinned, locale: usual, version, may } = useWorkspace()
  const { data: catalog } = useCatalog(may.includes('figures'))
  const facts: [string, ReactNode][] = [
    [say('name'), name],
    [say('zone'), timeZone],
    [say('currency'), currency ?? say('currency_none')],
    [say('language'), LANGUAGES[usual]],
    ...(isTodayPinned
      ? [[say('today'), say('today_pinned', { day: formatDay(today, locale) })] as [string, string]]
      : []),
    ...(catalog ? [[say('packs'), catalog.packs.map(({ title }) => title).join(', ')] as [string, string]] : []),
    ...(may.includes('data') ? [[say('sources'), <Sources key="sources" />] as [string, ReactNode]] : []),
    ...(may.includes('deliveries')
      ? [
          [
            say('schedules'),
            <Link key="schedules" to="/reports/$part" params={{ part: 'schedules' }}>
              {say('schedules_open')}
            </Link>,
          ] as [string, ReactNode],
        ]
      : []),
    [say('address'), window.location.origin],
    [say('version'), version],
  ]
  return (
    <section className={styles.part} aria-labelledby="settings-workspace">
      <Title order={2} id="settings-workspace">
        {say('workspace')}
      </Title>
      <p className={styles.meaning}>{say('workspace_meaning')}</p>
      <dl className={styles.facts}>
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Sources() {
  const say = useSay(words)
  const { data } = useDataState()
  if (!data) return null
  return (
    <>
      {data.sources.map(({ id, title }) => `${title} (${id})`).join(', ') || say('sources_none')}
      {' · '}
      <Link to="/data">{say('sources_open')}</Link>
    </>
  )
}
