/** What the Bot API answers instead of a result. */
export interface Refusal {
  code: number
  description: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

/** A call that is refused; thrown by what answers a method, caught where the answer is written. */
export class TelegramRefusal extends Error {
  override readonly name = 'TelegramRefusal'
  readonly refusal: Refusal
  /** whether the caller broke the API's description, rather than met a state of the world */
  readonly isViolation: boolean

  constructor(refusal: Refusal, isViolation = false) {
    super(refusal.description)
    this.refusal = refusal
    this.isViolation = isViolation
  }
}

/** The call is wrong in itself: the caller has a fault to mend. */
export const violation = (problem: string, code = 400): TelegramRefusal =>
  new TelegramRefusal({ code, description: code === 400 ? `Bad Request: ${problem}` : problem }, true)

/** The call is well formed, but the world is not as the caller thinks. */
export const badRequest = (problem: string, parameters?: Refusal['parameters']): TelegramRefusal =>
  new TelegramRefusal({ code: 400, description: `Bad Request: ${problem}`, ...(parameters && { parameters }) })

export const forbidden = (problem: string): TelegramRefusal =>
  new TelegramRefusal({ code: 403, description: `Forbidden: ${problem}` })

export const conflict = (problem: string): TelegramRefusal =>
  new TelegramRefusal({ code: 409, description: `Conflict: ${problem}` })

export const tooManyRequests = (seconds: number): TelegramRefusal =>
  new TelegramRefusal({
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  })
