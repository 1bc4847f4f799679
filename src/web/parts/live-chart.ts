import { chartHeight, chartOption, loadLiveEngine, type ChartInput } from '../../charts/index.ts'
import type { Row } from '../../base/index.ts'
import { pickedRow } from './picked-row.ts'

export type Pick = (row: Row, at: { x: number; y: number }) => void

type Sized = ChartInput & { width: number; height: number }

/** A picture that answers the pointer. */
export interface LiveChart {
  show(input: Sized, onPick: Pick | undefined): void
  /** the height that suits the picture */
  heightOf(input: ChartInput): number
  /** what the pointer did before the picture could answer: where it came to, and whether it was pressed there */
  repeat(at: { x: number; y: number }, isPressed: boolean): void
  close(): void
}

export async function startLive(canvas: HTMLElement): Promise<LiveChart> {
  const { init } = await loadLiveEngine()
  const engine = init(canvas, null, { renderer: 'svg', width: canvas.clientWidth, height: canvas.clientHeight })
  const surface = engine.getZr()
  let shown: Sized | undefined
  let pick: Pick | undefined
  surface.on('click', (event) => {
    const point = [event.offsetX, event.offsetY]
    if (!shown || !pick || !engine.containPixel({ gridIndex: 0 }, point)) return
    const [x = 0, y = 0] = engine.convertFromPixel({ gridIndex: 0 }, point)
    const row = pickedRow([x, y], { ...shown, grain: shown.grain })
    const { event: cause }: { event: unknown } = event
    if (row && cause instanceof MouseEvent) pick(row, { x: cause.clientX, y: cause.clientY })
  })
  return {
    show(input, onPick) {
      pick = onPick
      if (input === shown) return
      shown = input
      const { width, height } = input
      engine.resize({ width, height })
      engine.setOption(chartOption(input), { notMerge: true })
      // on paper it takes the width that there is
      canvas.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${height}`)
    },
    heightOf: chartHeight,
    repeat({ x, y }, isPressed) {
      const { left, top } = canvas.getBoundingClientRect()
      const pressed = isPressed ? (['mousedown', 'mouseup', 'click'] as const) : []
      for (const name of ['mousemove', ...pressed] as const) {
        const event = new MouseEvent(name, { clientX: x, clientY: y })
        surface.handler.dispatch(name, Object.assign(event, { zrX: x - left, zrY: y - top }))
      }
    },
    close: () => engine.dispose(),
  }
}
