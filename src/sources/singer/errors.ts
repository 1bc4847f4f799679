import type { SourceError } from '../../base/index.ts'
import { fault } from './fault.ts'
import type { SingerSettings } from './schema.ts'
import type { Tap, TapEnd } from './tap.ts'

export { fault, words } from './fault.ts'

const AGAIN_SECONDS = 10

/**
 * A tap that did not end well, as a sentence that says what to do.
 * @param what what it was doing: the stream's name in the settings, or `discover`
 */
export function endFault(
  end: Exclude<TapEnd, { kind: 'done' }>,
  what: string,
  tap: Tap,
  { command, silenceMinutes }: Pick<SingerSettings, 'command' | 'silenceMinutes'>,
): SourceError {
  const isAsking = what === 'discover'
  const values = { stream: what, tap: tap.name, last: tap.lastWords() || 'none' }
  switch (end.kind) {
    case 'not_started':
      return fault('not_started', { program: command[0] ?? '', cause: end.cause }, 'stop')
    case 'silent':
      return fault(
        isAsking ? 'silent_asked' : 'silent',
        { ...values, minutes: silenceMinutes },
        isAsking ? 'stop' : 'retry',
      )
    default: {
      const how = end.signal === null ? 'code' : 'signal'
      const told = { ...values, how, code: end.code ?? 0, signal: end.signal ?? '–' }
      return isAsking
        ? fault('died_asked', told, 'stop')
        : fault('died', told, 'retry', { retryAfterSeconds: AGAIN_SECONDS })
    }
  }
}
