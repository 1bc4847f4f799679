import { Api, GrammyError, HttpError, type RawApi } from 'grammy'
import type { TelegramSettings } from './contract.ts'
import { reasonOf } from './connect.ts'
import { fetchOnce, type Trip } from './exchange.ts'

/** What became of a call that was not answered with `ok`. */
export type Failure =
  /** Telegram refused it: nothing was done */
  | {
      kind: 'refused'
      code: number
      description: string
      retryAfterSeconds: number | undefined
      movedTo: number | undefined
    }
  /** no connection: nothing left */
  | { kind: 'not sent'; reason: string }
  /** it left, and no answer of Telegram came, or an answer that says nothing of what was done */
  | { kind: 'no answer'; reason: string }

/** A call of the Bot API that failed; the message has no token and no address. */
export class TelegramError extends Error {
  override readonly name = 'TelegramError'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.kind === 'refused' ? `${failure.code} ${failure.description}` : failure.reason)
    this.failure = failure
  }
}

export interface CallOptions {
  /** awaited immediately before the request's first byte leaves; what it throws is thrown on */
  wire?: () => Promise<void>
  /** instead of the settings' */
  answerSeconds?: number
  signal?: AbortSignal
}

/** Methods of the Bot API, each call once, on a connection of its own. */
export interface Client {
  /** @throws {TelegramError} */
  call<T>(ask: (api: RawApi, signal: AbortSignal | undefined) => Promise<T>, options?: CallOptions): Promise<T>
}

export function createClient({ token, apiRoot, proxy, timeouts }: TelegramSettings): Client {
  const secrets = [token.reveal(), ...(proxy ? [new URL(proxy).password].filter(Boolean) : [])]
  const scrub = (text: string): string => secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text)
  return {
    async call(ask, { wire, answerSeconds = timeouts.answerSeconds, signal } = {}) {
      const { connectSeconds } = timeouts
      const trip: Trip = { isOnWire: false }
      const { raw } = new Api(token.reveal(), {
        ...(apiRoot === undefined ? {} : { apiRoot }),
        fetch: fetchOnce({ proxy, connectSeconds, answerSeconds, wire }, trip),
        // ours end earlier: they know what has left
        timeoutSeconds: NEVER_SECONDS,
      })
      try {
        return await ask(raw, signal)
      } catch (error) {
        if (trip.obstacle !== undefined) throw trip.obstacle
        throw new TelegramError(failureOf(error, trip, scrub))
      }
    },
  }
}

const SERVER_FAULTS = 500
const NEVER_SECONDS = 3600

function failureOf(error: unknown, { isOnWire }: Trip, scrub: (text: string) => string): Failure {
  if (error instanceof GrammyError) {
    const { error_code: code, parameters } = error
    const description = scrub(error.description)
    if (code >= SERVER_FAULTS) return { kind: 'no answer', reason: `${code} ${description}` }
    return {
      kind: 'refused',
      code,
      description,
      retryAfterSeconds: parameters.retry_after,
      movedTo: parameters.migrate_to_chat_id,
    }
  }
  const reason = scrub(reasonOf(error instanceof HttpError ? error.error : error))
  return { kind: isOnWire ? 'no answer' : 'not sent', reason }
}
