import { useComputedColorScheme } from '@mantine/core'
import type { EChartsType } from 'echarts/core'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { ChartSpec, Day, Grain, Row, Table } from '../../base/index.ts'
import { chartHeight, chartOption, loadEngine, type ChartInput } from '../../charts/index.ts'
import { useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './parts.module.css'
import { pickedRow } from './picked-row.ts'
import { queue } from './turns.ts'

interface ChartProps {
  spec: ChartSpec
  table: Table
  /** the step of the periods, where the answer names it */
  grain?: Grain | undefined
  /** the first period that is not whole */
  incompleteFrom?: Day | undefined
  /** what the picture shows, for those who do not see it */
  label: string
  /** a bar or a point was pointed at */
  onPick?(row: Row, at: { x: number; y: number }): void
}

/** how far below the edge of the screen a picture is drawn at once */
const NEAR = '200px'

interface Size {
  width: number
  height: number
}

/** A picture that fits its place, its theme and its reader's language. */
export function Chart({ spec, table, grain, incompleteFrom, label, onPick }: ChartProps) {
  const locale = useLocale()
  const { currency, timeZone } = useWorkspace()
  const theme = useComputedColorScheme('light')
  const frame = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const engine = useEngine(canvas, useTurn(frame))
  const input = useMemo<ChartInput>(
    () => ({ spec, table, grain, incompleteFrom, locale, theme, timeZone, currency: currency ?? undefined, ...size }),
    [spec, table, grain, incompleteFrom, locale, theme, timeZone, currency, size],
  )
  useEffect(() => {
    if (!engine || !size) return
    engine.resize(size)
    engine.setOption(chartOption(input), { notMerge: true })
    // on paper it takes the width that there is
    canvas.current?.querySelector('svg')?.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`)
  }, [engine, input, size])
  usePick(engine, input, onPick)
  const needed = size ? chartHeight(input) : 0
  return (
    <figure
      ref={frame}
      className={styles.chart}
      style={{ minHeight: needed }}
      aria-label={label}
      data-chart={spec.kind}
    >
      <div ref={canvas} className={styles.chartCanvas} data-pickable={onPick ? true : undefined} />
    </figure>
  )
}

/** Whether a picture's turn has come: it is in sight or close to it, or nothing more urgent is left to draw. */
function useTurn(frame: RefObject<HTMLElement | null>): boolean {
  const [isDue, setIsDue] = useState(false)
  useEffect(() => {
    if (!frame.current || isDue) return undefined
    const due = () => setIsDue(true)
    const sight = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && due(), {
      rootMargin: NEAR,
    })
    sight.observe(frame.current)
    const leave = queue(due)
    return () => {
      sight.disconnect()
      leave()
    }
  }, [frame, isDue])
  return isDue
}

/** The size of an element whose content does not stretch it; undefined while it has none. */
function useSize(element: RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>()
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setSize(width > 0 && height > 0 ? { width: Math.floor(width), height: Math.floor(height) } : undefined)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return size
}

function useEngine(canvas: RefObject<HTMLElement | null>, isDue: boolean): EChartsType | undefined {
  const [engine, setEngine] = useState<EChartsType>()
  useEffect(() => {
    let drawn: EChartsType | undefined
    let isGone = false
    if (!isDue) return undefined
    const start = async () => {
      const { init } = await loadEngine()
      if (isGone || !canvas.current) return
      drawn = init(canvas.current, null, { renderer: 'svg' })
      setEngine(drawn)
    }
    void start()
    return () => {
      isGone = true
      drawn?.dispose()
      setEngine(undefined)
    }
  }, [canvas, isDue])
  return engine
}

function usePick(
  engine: EChartsType | undefined,
  { spec, table, grain }: ChartInput,
  onPick: ChartProps['onPick'],
): void {
  useEffect(() => {
    if (!engine || !onPick) return
    const surface = engine.getZr()
    const pick = (event: { offsetX: number; offsetY: number; event: unknown }) => {
      const point = [event.offsetX, event.offsetY]
      if (!engine.containPixel({ gridIndex: 0 }, point)) return
      const [x = 0, y = 0] = engine.convertFromPixel({ gridIndex: 0 }, point)
      const row = pickedRow([x, y], { spec, table, grain })
      if (row && event.event instanceof MouseEvent) onPick(row, { x: event.event.clientX, y: event.event.clientY })
    }
    surface.on('click', pick)
    return () => void surface.off('click', pick)
  }, [engine, onPick, spec, table, grain])
}
