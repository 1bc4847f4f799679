import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { refusal } from './say.ts'

/** What a hash costs: memory in KiB, passes over it, lanes. */
export interface Cost {
  memory: number
  passes: number
  parallelism: number
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16
/** Each hash holds 19 MiB and a thread of four: sign-in never takes more than this. */
const AT_ONCE = 2
const MOST_WAITING = 32

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for nobody (`undefined`) as for somebody. */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** the hash was made at another cost than today's */
  isOutdated(hash: string): boolean
}

type Derive = (parameters: Argon2Parameters) => Promise<Buffer>

const argon2id: Derive = (parameters) =>
  new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** Passwords as argon2id in PHC strings, which keep their cost beside the hash. Few are hashed at once; the others wait. */
export function createPasswords(cost: Cost = COST, derive: Derive = argon2id): Passwords {
  const limited = queue(AT_ONCE, MOST_WAITING)
  const derived = (password: string, salt: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> => {
    const message = password.normalize('NFKC')
    return limited(() => derive({ message, nonce: salt, memory, passes, parallelism, tagLength: TAG_BYTES }))
  }
  const nobodys = written(cost, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES))

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return written(cost, salt, await derived(password, salt, cost))
    },

    async verify(hash, password) {
      const kept = read(hash ?? nobodys)
      if (!kept) throw new Error('a kept password is no PHC string of argon2id')
      const given = await derived(password, kept.salt, kept.cost)
      return timingSafeEqual(given, kept.tag) && hash !== undefined
    },

    isOutdated(hash) {
      const kept = read(hash)
      return kept === undefined || costText(kept.cost) !== costText(cost)
    },
  }
}

const costText = ({ memory, passes, parallelism }: Cost): string => `m=${memory},t=${passes},p=${parallelism}`

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** https://github.com/P-H-C/phc-string-format */
const written = (cost: Cost, salt: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$${costText(cost)}$${unpadded(salt)}$${unpadded(tag)}`

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

function read(hash: string): { cost: Cost; salt: Buffer; tag: Buffer } | undefined {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(hash) ?? []
  if (memory === undefined) return undefined
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Runs a few at once, lets some wait and turns the rest away. */
function queue(atOnce: number, mostWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw refusal('busy', {}, { recovery: 'retry', retryAfterSeconds: 3 })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
