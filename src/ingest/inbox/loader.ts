import { errorText, type World } from '../../base/index.ts'
import type { Door } from './door.ts'

/** Has what came loaded soon after. */
export interface Loader {
  /** something came for a source */
  came(source: string): void
  stop(): Promise<void>
}

/**
 * Waits for something to come, lets more of it gather, and has all of it loaded; over and over. What an earlier process left is
 * loaded as well, and what could not be loaded is tried again.
 */
export function startLoader(
  doors: ReadonlyMap<string, Door>,
  load: (source: string) => Promise<unknown>,
  world: World,
): Loader {
  const stopping = new AbortController()
  const { signal } = stopping
  const bells = new Map<string, () => void>()
  const loops = [...doors].map(async ([source, door]) => {
    while (!signal.aborted) {
      const rung = new Promise<void>((resolve) => bells.set(source, resolve))
      if (await isEmpty(door, source, world)) await rung
      if (await isOver(door.receiving.loadEverySeconds, signal, world)) return
      try {
        await load(source)
      } catch (error) {
        world.log.warn({ source, error: errorText(error, 'en') }, 'inbox.not_loaded')
      }
    }
  })
  return {
    came: (source) => bells.get(source)?.(),
    async stop() {
      stopping.abort()
      for (const ring of bells.values()) ring()
      await Promise.all(loops)
    },
  }
}

async function isEmpty({ streams }: Door, source: string, world: World): Promise<boolean> {
  try {
    const all = await Promise.all([...streams.values()].map(({ journal }) => journal.isEmpty()))
    return all.every(Boolean)
  } catch (error) {
    world.log.error({ source, error: errorText(error, 'en') }, 'inbox.not_read')
    return false
  }
}

/** @returns whether the program stops */
async function isOver(seconds: number, signal: AbortSignal, world: World): Promise<boolean> {
  try {
    await world.sleep(seconds * 1000, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return signal.aborted
}
