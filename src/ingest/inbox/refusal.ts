import { SvodkaError, type MessageValues } from '../../base/index.ts'
import { words } from './words.ts'

const STATUS = {
  wrong_token: 401,
  unknown_stream: 404,
  body_too_slow: 408,
  body_too_large: 413,
  wrong_type: 415,
  wrong_encoding: 415,
  key_reused: 422,
  too_many: 429,
  wrong_key: 400,
  broken_body: 400,
  not_gzip: 400,
  not_utf8: 400,
  not_json: 400,
  no_records: 400,
  not_stored: 503,
  disk_slow: 503,
  disk_full: 507,
} as const

export type RefusalStatus = (typeof STATUS)[keyof typeof STATUS]

/** A request of which nothing was kept. Whoever sent it is told why, and what to do. */
export class Refusal extends SvodkaError {
  override readonly name = 'Refusal'
  readonly status: RefusalStatus

  constructor(
    code: keyof typeof STATUS,
    values: MessageValues = {},
    options: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(words, code, values, { recovery: options.retryAfterSeconds === undefined ? 'stop' : 'retry', ...options })
    this.status = STATUS[code]
  }
}
