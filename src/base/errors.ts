import type { Locale, MessageValues, Words } from './words.ts'

/** What the program does next: try again, leave this part out and go on, or stop and ask a person. */
export type Recovery = 'retry' | 'skip' | 'stop'

export interface ErrorOptions {
  recovery?: Recovery
  retryAfterSeconds?: number
  cause?: unknown
}

/**
 * An error that a person can act on: who, what, what next, in their language, on one screen.
 * `message` is English (for logs); `say(locale)` gives the reader's language.
 * @example throw new SvodkaError(words, 'refused_key', { vendor: 'Freshdesk', status: 401 }, { recovery: 'stop' })
 */
export class SvodkaError extends Error {
  override readonly name: string = 'SvodkaError'
  readonly code: string
  readonly recovery: Recovery
  readonly retryAfterSeconds: number | undefined
  readonly #words: Words
  readonly #values: MessageValues

  constructor(words: Words, code: string, values: MessageValues = {}, options: ErrorOptions = {}) {
    super(words.say('en', code, values), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.recovery = options.recovery ?? 'stop'
    this.retryAfterSeconds = options.retryAfterSeconds
    this.#words = words
    this.#values = values
  }

  say(locale: Locale): string {
    return this.#words.say(locale, this.code, this.#values)
  }
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends SvodkaError {
  override readonly name = 'UsageError'
}

/** A setting, metric, dimension, analysis … that does not exist or has a wrong value. Exit code 1; HTTP 400. */
export class RequestError extends SvodkaError {
  override readonly name = 'RequestError'
}

/** A vendor did not answer, refused, or answered nonsense. */
export class SourceError extends SvodkaError {
  override readonly name = 'SourceError'
}

/** Makes errors of a source, whose sentences are among its own words. */
export const sourceFault =
  (words: Words) =>
  (
    code: string,
    values: MessageValues,
    recovery: Recovery,
    options: Omit<ErrorOptions, 'recovery'> = {},
  ): SourceError =>
    new SourceError(words, code, values, { recovery, ...options })

/** The text of any thrown value for a person; unknown errors keep their message, never a stack. */
export function errorText(error: unknown, locale: Locale): string {
  if (error instanceof SvodkaError) return error.say(locale)
  return error instanceof Error ? error.message : String(error)
}

/** The recovery that an error asks for; anything unknown stops. */
export function recoveryOf(error: unknown): Recovery {
  return error instanceof SvodkaError ? error.recovery : 'stop'
}
