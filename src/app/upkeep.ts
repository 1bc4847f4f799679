import { dayOf, errorText, type Day, type World } from '../base/index.ts'
import type { Delivery } from '../delivery/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** What keeps a workspace from growing without need. */
export interface Upkeep {
  /**
   * Packs what was received long ago, and forgets runs, messages and notices that ended long ago; once a day, whoever asks. What
   * fails is logged and tried again the next day
   */
  onceADay(): Promise<void>
  /** work during which nothing is packed */
  alone<T>(work: () => Promise<T>): Promise<T>
}

type Settings = Pick<Workspace, 'packAfterDays' | 'forgetAfterDays' | 'timeZone'>
type Work = Pick<Warehouse, 'packReceived'> & Pick<Delivery, 'forget'>

export function createUpkeep(
  { packAfterDays, forgetAfterDays, timeZone }: Settings,
  { packReceived, forget }: Work,
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
      const packed = await packReceived(before)
      if (packed.files > 0) world.log.info({ ...packed }, 'received.packed')
    } catch (error) {
      world.log.warn({ error: errorText(error, 'en') }, 'received.not_packed')
    }
  }
  const forgetOld = async (days: number): Promise<void> => {
    try {
      const { runs, parts, notices } = await forget(days)
      if (runs + parts + notices > 0) world.log.info({ runs, parts, notices }, 'history.forgotten')
    } catch (error) {
      world.log.warn({ error: errorText(error, 'en') }, 'history.not_forgotten')
    }
  }
  return {
    alone,
    async onceADay() {
      const today = dayOf(world.now(), timeZone)
      if (doneOn === today) return
      doneOn = today
      if (forgetAfterDays !== null) await forgetOld(forgetAfterDays)
      if (packAfterDays !== null) await alone(() => pack(packAfterDays))
    },
  }
}
