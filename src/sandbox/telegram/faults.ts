/** What Telegram, or the network before it, can do wrong. "Accepted" means that the message was stored and is seen. */
export type TelegramFaultKind =
  /** an answer of the Bot API itself, before anything is accepted: 429, 403, 400 … */
  | {
      kind: 'refusal'
      code: number
      description: string
      parameters?: { retry_after?: number; migrate_to_chat_id?: number }
    }
  /** an answer of something in between, before anything is accepted: a 502 page, a 500 in JSON */
  | { kind: 'status'; status: number; body: string; contentType?: string }
  /** the connection is reset before the body was read */
  | { kind: 'reset' }
  /** the body is read, nothing accepted, nothing answered */
  | { kind: 'hang' }
  /** accepted; half of the answer comes, then the connection is reset */
  | { kind: 'accepted then cut' }
  /** accepted; the answer never comes */
  | { kind: 'accepted then silence' }
  /** accepted; a 502 page comes instead of the answer */
  | { kind: 'accepted then 502' }

export const BAD_GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n'

/** The faults by the names that tests give them. */
export const telegramFaults = {
  tooManyRequests: (seconds: number): TelegramFaultKind => ({
    kind: 'refusal',
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  }),
  blocked: (): TelegramFaultKind => ({
    kind: 'refusal',
    code: 403,
    description: 'Forbidden: bot was blocked by the user',
  }),
  migrated: (toChatId: number): TelegramFaultKind => ({
    kind: 'refusal',
    code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: toChatId },
  }),
  badGateway: (): TelegramFaultKind => ({
    kind: 'status',
    status: 502,
    body: BAD_GATEWAY_PAGE,
    contentType: 'text/html',
  }),
  internalError: (): TelegramFaultKind => ({
    kind: 'status',
    status: 500,
    body: JSON.stringify({ ok: false, error_code: 500, description: 'Internal Server Error' }),
  }),
} as const
