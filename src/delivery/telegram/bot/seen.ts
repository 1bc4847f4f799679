import type { World } from '../../../base/index.ts'
import type { State } from '../../../state/index.ts'
import { CHANNEL } from '../addresses.ts'

/** after a week without updates Telegram numbers them anew, at random */
const NUMBERS_HOLD_DAYS = 6
const REMEMBERED = 'update'

/** Which updates were answered already: one that comes again, after a crash or by an impatient webhook, is not answered twice. */
export interface SeenUpdates {
  has(id: number): Promise<boolean>
  add(id: number): Promise<void>
}

export function createSeenUpdates(state: State, world: World): SeenUpdates {
  return {
    async has(id) {
      const [last, at] = ((await state.recipients.recall(CHANNEL, REMEMBERED)) ?? '').split(' ')
      if (!last || !at) return false
      const days = (world.now().getTime() - Date.parse(at)) / 86_400_000
      return days < NUMBERS_HOLD_DAYS ? id <= Number(last) : id === Number(last)
    },
    add: (id) => state.recipients.remember(CHANNEL, REMEMBERED, `${id} ${world.now().toISOString()}`),
  }
}
