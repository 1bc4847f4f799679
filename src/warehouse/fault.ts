import { RequestError, type MessageValues } from '../base/index.ts'
import { words } from './words.ts'

/** A fault of the warehouse as a sentence for people. */
export const fault = (code: string, values: MessageValues, cause?: unknown): RequestError =>
  new RequestError(words, code, values, cause === undefined ? {} : { cause })

/** The engine's own words about a failure: its first line, without the kind of error and without the query. */
export function causeText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first = message, second = ''] = message.split('\n')
  const candidates = second.startsWith('Candidate bindings')
    ? `; ${second.replace('Candidate bindings', 'there are')}`
    : ''
  return (first + candidates).replace(/^(?:[A-Z][A-Za-z]+ )+Error: /, '').replace(/\.$/, '')
}

/** The process that holds the engine's file, where that is why it could not be opened. */
export const heldBy = (error: unknown): string | undefined =>
  /PID (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
