import type { World } from '../../../base/index.ts'
import { CHANNEL } from '../addresses.ts'
import { TelegramError } from '../client.ts'
import type { BotOptions } from '../contract.ts'
import { isWrongToken } from '../outcome.ts'
import { said } from '../words.ts'

const FIRST_PAUSE_SECONDS = 1
const LONGEST_PAUSE_SECONDS = 60
const SUBJECT = `channel:${CHANNEL}`
/** a single conflict is a restart: the poll of the process before is still open */
const CONFLICTS_OF_A_RESTART = 1

/** What keeps the bot from taking up updates, one failure after another. */
export interface Troubles {
  /** @returns seconds to wait before going on; undefined when there is no going on */
  add(error: unknown): number | undefined
  over(): void
}

export function createTroubles({ onTrouble, onWell }: BotOptions, log: World['log']): Troubles {
  let [inARow, conflicts] = [0, 0]
  // a trouble that an earlier process told is over as well
  let isTold = true

  const conflict = (reason: string, seconds: number): void => {
    log.error({ reason, seconds }, 'telegram.conflict')
    conflicts += 1
    if (conflicts !== CONFLICTS_OF_A_RESTART + 1) return
    isTold = true
    onTrouble?.(SUBJECT, said('cause.conflict'))
  }

  return {
    add(error) {
      const seconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** inARow++, LONGEST_PAUSE_SECONDS)
      if (!(error instanceof TelegramError)) {
        log.error({ error }, 'telegram.bot.failed')
        return seconds
      }
      const { failure } = error
      if (isWrongToken(failure)) {
        log.error({}, 'telegram.token.refused')
        onTrouble?.(SUBJECT, said('cause.token'))
        return undefined
      }
      if (failure.kind === 'refused' && failure.code === 409) {
        conflict(failure.description, seconds)
        return seconds
      }
      log.warn({ reason: error.message, seconds }, 'telegram.bot.waits')
      return failure.kind === 'refused' && failure.retryAfterSeconds !== undefined ? failure.retryAfterSeconds : seconds
    },
    over() {
      ;[inARow, conflicts] = [0, 0]
      if (isTold) onWell?.(SUBJECT)
      isTold = false
    },
  }
}
