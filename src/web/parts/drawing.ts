// a module's address, which `vite.config.ts` makes
// oxlint-disable-next-line import/default
import address from './drawer.ts?address'
import type { Drawn, Reply, Wanted } from './drawer.ts'

interface Asked extends Wanted {
  done(drawn: Drawn): void
  failed(error: Error): void
}

const waiting = new Set<Asked>()
let drawer: Worker | undefined
let atWork: Asked | undefined
let fault: Error | undefined

/** Makes the thread that draws ready, before there is anything to draw. */
export function prepareDrawing(): void {
  if (drawer) return
  drawer = new Worker(address, { type: 'module' })
  drawer.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if ('drawn' in data) atWork?.done(data.drawn)
    else atWork?.failed(new Error(data.failed))
    atWork = undefined
    drawNext()
  })
  drawer.addEventListener('error', ({ message }) => {
    fault = new Error(message || 'the thread that draws could not start')
    atWork?.failed(fault)
    for (const one of waiting) one.failed(fault)
    waiting.clear()
  })
}

/**
 * A picture as SVG text, drawn beside the page; one after another, as they were asked for.
 * @throws where the browser lets no such thread run; what is not wanted any more has no answer
 */
export function draw(wanted: Wanted, signal: AbortSignal): Promise<Drawn> {
  if (fault) return Promise.reject(fault)
  prepareDrawing()
  return new Promise((done, failed) => {
    const asked = { ...wanted, done, failed }
    waiting.add(asked)
    signal.addEventListener('abort', () => waiting.delete(asked))
    drawNext()
  })
}

function drawNext(): void {
  const [next] = waiting
  if (!next || atWork) return
  waiting.delete(next)
  atWork = next
  // a thread is no window: it has no origin
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  drawer?.postMessage({ input: next.input, id: next.id } satisfies Wanted)
}
