import { isIPv4, isIPv6 } from 'node:net'
import type { Instant, World } from '../base/index.ts'
import type { AttemptStore, Limit } from '../state/index.ts'
import { refusal } from './say.ts'

const KNOWN_DAYS = 180
const FROM_KNOWN = { free: 5, mostSeconds: 60 }
const OF_ADDRESS = { free: 20, mostSeconds: 900 }
const OF_NAME = { free: 10, mostSeconds: 300 }

/** One try, noted as failed until it is known to be a good one. */
export interface Try {
  succeeded(): Promise<void>
  /** it never came to a try: as if it had not been */
  undo(): Promise<void>
}

export interface Throttle {
  /**
   * Notes a try at a name from an address. From where somebody has signed in before, only tries at them from there count:
   * whoever knocks at their name elsewhere, or at others from there, does not make them wait.
   * @param what `sign-in`, `code`: each is counted by itself
   * @throws {RequestError} `too_many` with the seconds to wait
   */
  try(what: string, login: string, address: string): Promise<Try>
  /** somebody signed in: from there they are known */
  know(login: string, address: string): Promise<void>
}

export function createThrottle(attempts: AttemptStore, world: World): Throttle {
  const now = (): Instant => world.now().toISOString()
  const knownSince = (): Instant => new Date(world.now().getTime() - KNOWN_DAYS * 86_400_000).toISOString()

  return {
    async try(what, login, address) {
      const place = placeOf(address)
      const isKnown = await attempts.isKnown(login, place, knownSince())
      const limits: Limit[] = isKnown
        ? [{ key: `${what} ${login} at ${place}`, ...FROM_KNOWN }]
        : [
            { key: `${what} from ${place}`, ...OF_ADDRESS },
            { key: `${what} ${login}`, ...OF_NAME },
          ]
      const seconds = await attempts.reserve(limits, now())
      if (seconds > 0) {
        world.log.warn({ what, place, seconds }, 'access.too_many')
        throw refusal('too_many', { seconds }, { recovery: 'retry', retryAfterSeconds: seconds })
      }
      const keys = limits.map(({ key }) => key)
      const undo = () => attempts.undo(keys)
      return { undo, succeeded: () => (isKnown ? attempts.clear(keys) : undo()) }
    },

    know: (login, address) => attempts.know(login, placeOf(address), now()),
  }
}

/** An address as one place: of IPv6 the /64 that a single customer gets, of a mapped IPv4 that. */
export function placeOf(address: string): string {
  const bare = address
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  return isIPv6(bare) ? `${groupsOf(bare).slice(0, 4).join(':')}::/64` : bare
}

/** The eight groups without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const split = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const front = split(head)
  const back = tail === undefined ? [] : split(tail)
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length - (address.includes('.') ? 1 : 0)
  const groups = [...front, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...back]
  return groups.map((group) => group.replace(/^0+(?=.)/, ''))
}
