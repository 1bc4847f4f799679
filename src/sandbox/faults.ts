/** A question that a stand-in was asked. */
export interface SandboxRequest {
  /** counted from 1 */
  number: number
  method: string
  path: string
  query: URLSearchParams
  /** the query as it was sent, nothing decoded */
  search: string
  /** what was sent with it */
  body: string
  at: Date
}

/** What a stand-in can do wrong, as the vendors do. */
export type FaultKind =
  /** another status than the right one; `body` is JSON, `text` is sent as it stands */
  | { kind: 'status'; status: number; body?: unknown; text?: string; retryAfterSeconds?: number }
  /** half of the right body, then the connection is reset */
  | { kind: 'reset' }
  /** a page for people with status 200 where JSON was due */
  | { kind: 'html' }
  /** no answer at all: the asker's time-out must end it */
  | { kind: 'hang' }
  /** the right answer, changed: null fields, unknown codes, another page, an empty page */
  | { kind: 'body'; change: (body: unknown, request: SandboxRequest) => unknown }

/** A fault that strikes requests: those that `when` picks (absent: all), `times` times (absent: always). */
export interface Fault<Request = SandboxRequest, Kind = FaultKind> {
  when?: (request: Request) => boolean
  times?: number
  fault: Kind
}

/** Faults that are on; tests push to them and clear them while the stand-in runs. */
export class FaultList<Request = SandboxRequest, Kind = FaultKind> {
  readonly #faults: { fault: Fault<Request, Kind>; left: number }[] = []

  add(...faults: readonly Fault<Request, Kind>[]): void {
    for (const fault of faults) this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#faults.length = 0
  }

  /** The first fault, of the kinds that `picks` allows, which strikes this request; using it up counts. */
  take(request: Request, picks: (kind: Kind) => boolean = () => true): Kind | undefined {
    const found = this.#faults.find(
      ({ fault, left }) => left > 0 && picks(fault.fault) && (fault.when?.(request) ?? true),
    )
    if (!found) return undefined
    found.left -= 1
    return found.fault.fault
  }
}
