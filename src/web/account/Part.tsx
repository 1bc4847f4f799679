import { Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import styles from './account.module.css'

interface PartProps {
  title: string
  meaning?: string | undefined
  /** beside the title */
  action?: ReactNode
  children?: ReactNode
}

/** One subject of the page, on a sheet of its own. */
export function Part({ title, meaning, action, children }: PartProps) {
  const id = useId()
  return (
    <section className={styles.part} aria-labelledby={id}>
      <div className={styles.head}>
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {meaning && <p className={styles.meaning}>{meaning}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
