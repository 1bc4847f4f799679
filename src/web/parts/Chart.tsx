import { useComputedColorScheme } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useMemo, useRef } from 'react'
import type { ChartSpec, Grain, Row, Table } from '../../base/index.ts'
import { chartOption } from './chart-option.ts'
import { useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import { drawIn, type Picture } from './engine.ts'
import { pickedRow } from './picked-row.ts'
import styles from './parts.module.css'

interface ChartProps {
  spec: ChartSpec
  table: Table
  grain?: Grain | undefined
  /** what the picture shows, for those who do not see it */
  label: string
  /** a bar or a point was pointed at */
  onPick?(row: Row, at: { x: number; y: number }): void
}

/** A picture that fits its place, its theme and its reader's language. */
export function Chart({ spec, table, grain, label, onPick }: ChartProps) {
  const locale = useLocale()
  const { currency, timeZone } = useWorkspace()
  const theme = useComputedColorScheme('light')
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>()
  const element = useRef<HTMLDivElement>(null)
  const picture = useRef<Picture>(null)
  const ref = useMergedRef(element, sizeRef)
  const option = useMemo(
    () =>
      width > 0 && height > 0
        ? chartOption({ spec, table, grain, locale, theme, timeZone, currency: currency ?? undefined, width, height })
        : undefined,
    [spec, table, grain, locale, theme, timeZone, currency, width, height],
  )
  useEffect(() => {
    if (!element.current || !option) return
    picture.current ??= drawIn(element.current)
    picture.current.resize({ width, height })
    picture.current.setOption(option, { notMerge: true })
  }, [option, width, height])
  useEffect(
    () => () => {
      picture.current?.dispose()
      picture.current = null
    },
    [],
  )
  useEffect(() => {
    const drawn = picture.current
    if (!drawn || !onPick) return
    const pick = (event: unknown) => {
      const picked = pickedRow(event, spec, table)
      if (picked) onPick(picked.row, picked.at)
    }
    drawn.on('click', pick)
    return () => void drawn.off('click', pick)
  }, [onPick, spec, table, option])
  return <div ref={ref} className={styles.chart} role="img" aria-label={label} data-chart={spec.kind} />
}
