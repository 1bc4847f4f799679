declare global {
  /** requests that left before the page's script came, by address: see `public/early.js` */
  var early: Map<string, Promise<Response>> | undefined
}

/** after that an answer of the beginning is old */
const FRESH_MILLISECONDS = 15_000

/** The answer that was asked for before this script came; the second who asks gets none, nor does anybody later. */
export function earlyAnswer(address: string): Promise<Response> | undefined {
  const answer = globalThis.early?.get(address)
  globalThis.early?.delete(address)
  return performance.now() < FRESH_MILLISECONDS ? answer : undefined
}
