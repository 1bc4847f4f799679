import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { ChartSpec, Day, Grain, Table } from '../../base/index.ts'
import type { ChartInput } from '../../charts/index.ts'
import { useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import { draw } from './drawing.ts'
import type { LiveChart, Pick } from './live-chart.ts'
import styles from './parts.module.css'
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
  onPick?: Pick
}

/** how far below the edge of the screen a picture is drawn at once */
const NEAR = '200px'

interface Size {
  width: number
  height: number
}

type Sized = ChartInput & Size

/**
 * A picture that fits its place, its theme and its reader's language. It is drawn beside the page as a still one, and comes
 * alive when the pointer first reaches it.
 */
export function Chart({ spec, table, grain, incompleteFrom, label, onPick }: ChartProps) {
  const locale = useLocale()
  const { currency, timeZone } = useWorkspace()
  const theme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const frame = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const isDue = useTurn(frame)
  const input = useMemo<Sized | undefined>(
    () =>
      size && {
        spec,
        table,
        grain,
        incompleteFrom,
        locale,
        theme,
        timeZone,
        currency: currency ?? undefined,
        ...size,
      },
    [spec, table, grain, incompleteFrom, locale, theme, timeZone, currency, size],
  )
  const { live, wake } = useLive(frame, canvas)
  const still = useStill(isDue && !live ? input : undefined, wake)
  useLayoutEffect(() => {
    if (live && input) live.show(input, onPick)
  }, [live, input, onPick])
  const alive = useMemo(() => (live && input ? live.heightOf(input) : undefined), [live, input])
  const pickable = onPick ? true : undefined
  return (
    <figure
      ref={frame}
      className={styles.chart}
      style={{ minHeight: alive ?? still?.needed ?? 0 }}
      aria-label={label}
      data-chart={spec.kind}
    >
      <div ref={canvas} className={styles.chartCanvas} data-pickable={pickable} />
      {!live && still && (
        // drawn by ourselves, of figures and names that the drawing escapes
        // oxlint-disable-next-line react/no-danger
        <div className={styles.chartCanvas} data-pickable={pickable} dangerouslySetInnerHTML={still.html} />
      )}
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

interface Still {
  html: { __html: string }
  /** the height that suits it */
  needed: number
}

/** The picture as it was last drawn beside the page; the earlier one stands until the next is ready. */
function useStill(input: Sized | undefined, onFault: () => void): Still | undefined {
  const id = useId().replaceAll(/\W/g, '')
  const [still, setStill] = useState<Still>()
  const last = useRef<Sized>(undefined)
  useEffect(() => {
    if (!input || isSame(last.current, input)) return undefined
    const gone = new AbortController()
    const start = async () => {
      try {
        const { svg, needed } = await draw({ input, id }, gone.signal)
        if (gone.signal.aborted) return
        last.current = { ...input, height: Math.max(needed, input.height) }
        setStill({ html: { __html: svg }, needed })
      } catch {
        // what cannot be drawn beside the page is drawn in it; what then fails is seen there
        onFault()
      }
    }
    void start()
    return () => gone.abort()
  }, [input, id, onFault])
  return still
}

/** Inputs are made anew with every change of size, also by the height that a picture asked for itself. */
function isSame(one: Sized | undefined, other: Sized): boolean {
  if (!one) return false
  const names = Object.keys(other) as (keyof Sized)[]
  return names.every((name) => one[name] === other[name])
}

/** The picture that answers the pointer, from the first time that the pointer comes to it. */
function useLive(frame: RefObject<HTMLElement | null>, canvas: RefObject<HTMLElement | null>) {
  const [isWoken, setIsWoken] = useState(false)
  const [live, setLive] = useState<LiveChart>()
  const met = useRef<{ x: number; y: number; isPressed: boolean }>(undefined)
  const [wake] = useState(() => () => setIsWoken(true))
  useEffect(() => {
    const element = frame.current
    if (!element || live) return undefined
    const meet = ({ type, clientX: x, clientY: y }: MouseEvent) => {
      // where it was pressed counts for more than where it went afterwards
      if (!met.current?.isPressed) met.current = { x, y, isPressed: type === 'click' }
      wake()
    }
    for (const name of MEETINGS) element.addEventListener(name, meet)
    return () => {
      for (const name of MEETINGS) element.removeEventListener(name, meet)
    }
  }, [frame, live, wake])
  useEffect(() => {
    if (!isWoken) return undefined
    let started: LiveChart | undefined
    let isGone = false
    const start = async () => {
      const { startLive } = await import('./live-chart.ts')
      if (isGone || !canvas.current) return
      started = await startLive(canvas.current)
      if (isGone) started.close()
      else setLive(started)
    }
    void start()
    return () => {
      isGone = true
      started?.close()
      setLive(undefined)
    }
  }, [canvas, isWoken])
  useEffect(() => {
    if (live && met.current) live.repeat(met.current, met.current.isPressed)
    met.current = undefined
  }, [live])
  return { live, wake }
}

const MEETINGS = ['pointerenter', 'pointermove', 'click'] as const
