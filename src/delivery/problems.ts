import type { Said } from '../state/index.ts'
import { saidBy, words } from './words.ts'

/** Why somebody did not get all of a message; without a channel where there is none to speak of. */
export interface Problem {
  recipient: string
  channel: string
  cause: Said
}

/** One line for each recipient and channel. */
export const saidLines = (problems: readonly Problem[]): Said =>
  saidBy((locale) =>
    problems
      .map(({ recipient, channel, cause }) =>
        words.say(locale, channel ? 'problem_line' : 'problem_line_no_channel', {
          recipient,
          channel,
          cause: cause[locale],
        }),
      )
      .join('\n'),
  )
