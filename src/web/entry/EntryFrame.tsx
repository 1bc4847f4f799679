import { Group } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import type { EntryView } from '../../api/index.ts'
import { useLocaleChoice } from '../locale.tsx'
import { Choices } from '../shell/Choices.tsx'
import styles from './entry.module.css'

interface EntryFrameProps {
  entry: EntryView | undefined
  /** names the page in the browser's tab */
  title: string
  children: ReactNode
}

/** What stands around sign-in: the workspace's name, a card, language and appearance. */
export function EntryFrame({ entry, title, children }: EntryFrameProps) {
  const { isChosen, suggest } = useLocaleChoice()
  const locale = entry?.locale
  useEffect(() => {
    if (locale && !isChosen) suggest(locale)
  }, [locale, isChosen, suggest])
  const name = entry?.name ?? ''
  useEffect(() => {
    document.title = name ? `${title} · ${name}` : title
  }, [title, name])
  return (
    <div className={styles.entry}>
      <Backdrop />
      <Group gap={4} className={styles.choices}>
        <Choices />
      </Group>
      <main className={styles.main}>
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" width={40} height={40} />
          <span>{name}</span>
        </div>
        <div className={styles.card}>{children}</div>
      </main>
    </div>
  )
}

/** A quiet line of figures along the foot of the page. */
function Backdrop() {
  return (
    <svg className={styles.backdrop} viewBox="0 0 1200 240" preserveAspectRatio="none" aria-hidden>
      <path d="M0 190 L120 168 L240 180 L360 128 L480 146 L600 96 L720 118 L840 70 L960 88 L1080 40 L1200 22 V240 H0Z" />
      <path d="M0 214 L120 204 L240 208 L360 176 L480 190 L600 158 L720 170 L840 132 L960 146 L1080 112 L1200 96 V240 H0Z" />
    </svg>
  )
}
