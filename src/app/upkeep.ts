import { dayOf, errorText, type Day, type World } from '../base/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** What keeps a workspace from growing without need. */
export interface Upkeep {
  /** packs what was received long ago; once a day, whoever asks. What fails is logged and tried again the next day */
  onceADay(): Promise<void>
  /** work during which nothing is packed */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createUpkeep(
  { packAfterDays, timeZone }: Pick<Workspace, 'packAfterDays' | 'timeZone'>,
  warehouse: Pick<Warehouse, 'packReceived'>,
  world: World,
): Upkeep {
  let doneOn: Day | undefined
  let last: Promise<unknown> = Promise.resolve()
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  const pack = async (days: number): Promise<void> => {
    const before = new Date(world.now().getTime() - days * 86_400_000)
    try {
      const packed = await warehouse.packReceived(before)
      if (packed.files > 0) world.log.info({ ...packed }, 'received.packed')
    } catch (error) {
      world.log.warn({ error: errorText(error, 'en') }, 'received.not_packed')
    }
  }
  return {
    alone,
    async onceADay() {
      const today = dayOf(world.now(), timeZone)
      if (packAfterDays === null || doneOn === today) return
      doneOn = today
      await alone(() => pack(packAfterDays))
    },
  }
}
