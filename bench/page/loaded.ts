import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'

/** One first visit; times in milliseconds since navigation began. */
export interface Loaded {
  /** as they came over the wire, without the headers of the answers; those of the threads beside the page too */
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

type Bytes = Pick<Loaded, 'scriptKilobytes' | 'styleKilobytes' | 'fontKilobytes' | 'answersKilobytes' | 'requests'>

interface NetworkEvent {
  requestId: string
  type: string
  response: { encodedDataLength: number }
  encodedDataLength: number
}

async function countBytes(session: CDPSession): Promise<() => Bytes> {
  const kinds = new Map<string, string>()
  const headers = new Map<string, number>()
  const bytes = { scriptKilobytes: 0, styleKilobytes: 0, fontKilobytes: 0, answersKilobytes: 0 }
  const received = ({ requestId, type, response }: Omit<NetworkEvent, 'encodedDataLength'>, whose = '') => {
    kinds.set(whose + requestId, type)
    headers.set(whose + requestId, response.encodedDataLength)
  }
  const finished = ({ requestId, encodedDataLength }: Omit<NetworkEvent, 'type' | 'response'>, whose = '') => {
    const kind = kinds.get(whose + requestId) ?? ''
    bytes[KINDS[kind as keyof typeof KINDS] ?? 'answersKilobytes'] +=
      (encodedDataLength - (headers.get(whose + requestId) ?? 0)) / 1000
  }
  session.on('Network.responseReceived', (event) => received(event))
  session.on('Network.loadingFinished', (event) => finished(event))
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await watchThreads(session, (method, event, whose) => {
    if (method === 'Network.responseReceived') received(event, whose)
    if (method === 'Network.loadingFinished' && kinds.has(whose + event.requestId)) finished(event, whose)
  })
  return () => ({ ...bytes, requests: kinds.size })
}

/** Threads beside the page fetch for themselves: what they fetch is told as the page's own, each held until it is listened to. */
async function watchThreads(
  session: CDPSession,
  tell: (method: string, event: NetworkEvent, whose: string) => void,
): Promise<void> {
  session.on('Target.attachedToTarget', async ({ sessionId }) => {
    const send = (id: number, method: string) =>
      session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
    await send(1, 'Network.enable')
    await send(2, 'Runtime.runIfWaitingForDebugger')
  })
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { method, params } = JSON.parse(message) as { method?: string; params?: NetworkEvent }
    if (method && params) tell(method, params, sessionId)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: false })
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
