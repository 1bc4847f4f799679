import { UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'
import styles from './dashboard.module.css'

interface PillProps extends ComponentPropsWithRef<'button'> {
  name: string
  value: string
  isSet?: boolean
}

/** A control of the filter bar: what it decides, and how it stands. */
export function Pill({ name, value, isSet, ...button }: PillProps) {
  return (
    <UnstyledButton {...button} type="button" className={styles.pill} data-set={isSet || undefined}>
      <span className={styles.pillName}>{name}</span>
      <span className={styles.pillValue}>{value}</span>
      <IconChevronDown size={14} stroke={1.8} aria-hidden />
    </UnstyledButton>
  )
}
