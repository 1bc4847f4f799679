import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'

/** One first visit; times in milliseconds since navigation began. */
export interface Loaded {
  /** as they came over the wire, without the headers of the answers */
  scriptKilobytes: number
  styleKilobytes: number
  fontKilobytes: number
  answersKilobytes: number
  requests: number
  firstPaint: number
  largestPaint: number
  /** the first figure or picture of the page stands */
  firstFigure: number
  /** the first figure stands and a press is answered at once: nothing longer than 50 ms runs until half a second later */
  interactive: number
  /** what long tasks took beyond 50 ms each, until everything is drawn */
  blocked: number
  /** everything is drawn and nothing is being asked */
  drawn: number
}

interface Marks {
  first: number
  largest: number
  figure: number
  tasks: [start: number, length: number][]
}

const KINDS = { Script: 'scriptKilobytes', Stylesheet: 'styleKilobytes', Font: 'fontKilobytes' } as const
const WATCH = fileURLToPath(new URL('watch.js', import.meta.url))
const LONG = 50
const QUIET = 500
const LOOKED_EVERY = 50
const UNDRAWN = '[data-state="loading"], [data-refreshing], figure[data-chart]:not(:has(svg path))'
const IS_DRAWN = `globalThis.marks?.figure > 0 && !document.querySelector('${UNDRAWN}')`

async function countBytes(
  session: CDPSession,
): Promise<
  () => Pick<Loaded, 'scriptKilobytes' | 'styleKilobytes' | 'fontKilobytes' | 'answersKilobytes' | 'requests'>
> {
  const kinds = new Map<string, string>()
  const headers = new Map<string, number>()
  const bytes = { scriptKilobytes: 0, styleKilobytes: 0, fontKilobytes: 0, answersKilobytes: 0 }
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    kinds.set(requestId, type)
    headers.set(requestId, response.encodedDataLength)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? ''
    bytes[KINDS[kind as keyof typeof KINDS] ?? 'answersKilobytes'] +=
      (encodedDataLength - (headers.get(requestId) ?? 0)) / 1000
  })
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => ({ ...bytes, requests: kinds.size })
}

/** Opens a page as somebody who was never here, on a slower processor, and tells what it took. */
export async function loadedPage(
  page: Page,
  { url, figure, slower }: { url: string; figure: string; slower: number },
): Promise<Loaded> {
  const session = await page.context().newCDPSession(page)
  const counted = await countBytes(session)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await page.addInitScript(`globalThis.watched = ${JSON.stringify(figure)}`)
  await page.addInitScript({ path: WATCH })
  await page.goto(url, { waitUntil: 'commit' })
  while (!(await page.evaluate<boolean>(IS_DRAWN))) await page.waitForTimeout(LOOKED_EVERY)
  const drawn = await page.evaluate<number>('performance.now()')
  await page.waitForTimeout(QUIET)
  const { first, largest, figure: firstFigure, tasks } = await page.evaluate<Marks>('marks')
  return {
    ...counted(),
    firstPaint: first,
    largestPaint: largest,
    firstFigure,
    interactive: interactiveAt(firstFigure, tasks),
    blocked: tasks.reduce((sum, [, length]) => sum + length - LONG, 0),
    drawn,
  }
}

function interactiveAt(figure: number, tasks: Marks['tasks']): number {
  let at = figure
  for (const [start, length] of tasks) {
    if (start + length > at && start < at + QUIET) at = start + length
  }
  return at
}
