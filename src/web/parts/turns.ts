/** how long nobody may have asked for a turn before the first is given: until then the page belongs to its reader */
const QUIET_MILLISECONDS = 1000

const waiting = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined

// Safari has no requestIdleCallback
const whenIdle = (work: () => void): unknown =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(work) : setTimeout(work, 50)

function giveTurn(): void {
  const [next] = waiting
  if (!next) return
  waiting.delete(next)
  next()
  whenIdle(giveTurn)
}

/** Work that can wait: done one at a time while the page is idle. Returns how to leave the queue. */
export function queue(work: () => void): () => void {
  waiting.add(work)
  clearTimeout(timer)
  timer = setTimeout(() => whenIdle(giveTurn), QUIET_MILLISECONDS)
  return () => void waiting.delete(work)
}
