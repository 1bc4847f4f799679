/** One request to the stand-in and what became of it; the fields change while it goes on. */
export interface TelegramRequest {
  /** counted from 1 */
  number: number
  /** the Bot API's method, as asked */
  method: string
  /** known once the parameters were checked; absent for a chat that is asked for by @name */
  chatId?: number
  /** the checked parameters; known once they were checked */
  values: Readonly<Record<string, unknown>>
  /** when its head had come */
  firstByteAt: Date
  /** the whole body came */
  isComplete: boolean
  /** it did what it asks: the message is stored and seen */
  isAccepted: boolean
  /** the whole answer was handed to the network */
  isAnswered: boolean
  /** HTTP status of the answer, when there was one */
  status?: number
}

/** `begun`: its head came; `waiting`: it was let in, and what answers it is at work; `decided`: it was accepted or refused, or a fault took it; `over`: answered or cut off. */
export type RequestMoment = 'begun' | 'waiting' | 'decided' | 'over'

/** Keeps every request and tells those who wait for one. */
export function createRequestBook(now: () => Date) {
  const requests: TelegramRequest[] = []
  const waiting: {
    when: (request: TelegramRequest) => boolean
    moment: RequestMoment
    resolve: (request: TelegramRequest) => void
  }[] = []

  const tell = (request: TelegramRequest, moment: RequestMoment): void => {
    for (const each of waiting.filter((one) => one.moment === moment && one.when(request))) {
      waiting.splice(waiting.indexOf(each), 1)
      each.resolve(request)
    }
  }

  return {
    requests: requests as readonly TelegramRequest[],
    tell,
    begin(method: string): TelegramRequest {
      const request: TelegramRequest = {
        number: requests.length + 1,
        method,
        values: {},
        firstByteAt: now(),
        isComplete: false,
        isAccepted: false,
        isAnswered: false,
      }
      requests.push(request)
      tell(request, 'begun')
      return request
    },
    next: (when: (request: TelegramRequest) => boolean, moment: RequestMoment): Promise<TelegramRequest> =>
      new Promise((resolve) => waiting.push({ when, moment, resolve })),
  }
}

export type RequestBook = ReturnType<typeof createRequestBook>
