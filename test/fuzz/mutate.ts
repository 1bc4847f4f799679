import { hostileKey, hostileNumber, hostileText } from './hostile.ts'
import type { Random } from './random.ts'

/* Right input, changed until it is not. */

/** Bytes with some of them flipped, cut, doubled, put in, or with a piece of another sample. */
export function mutatedBytes(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Buffer {
  let now: Buffer = Buffer.from(bytes)
  for (let times = 1 + random.below(4); times > 0; times--) now = changedBytes(now, others, random)
  return now
}

function changedBytes(now: Buffer, others: readonly Uint8Array[], random: Random): Buffer {
  const at = random.below(now.length + 1)
  const end = Math.min(now.length, at + 1 + random.below(random.chance(0.2) ? now.length + 1 : 24))
  const put = (piece: Uint8Array) => Buffer.concat([now.subarray(0, at), piece, now.subarray(at)])
  switch (random.below(9)) {
    case 0: {
      const flipped = Buffer.from(now)
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      return flipped
    }
    case 1:
      return put(Buffer.from(hostileText(random)))
    case 2:
      return put(Buffer.from([random.below(256), random.below(256)].slice(random.below(2))))
    case 3:
      return Buffer.concat([now.subarray(0, at), now.subarray(end)])
    case 4:
      return put(now.subarray(at, end))
    case 5: {
      const other = others.length > 0 ? random.pick(others) : now
      const from = random.below(other.length + 1)
      return Buffer.concat([now.subarray(0, at), other.subarray(from)])
    }
    case 6:
      return now.subarray(0, at)
    case 7:
      return put(
        Buffer.from(random.pick(['"', '{', '}', '[', ']', ',', ':', '\n', '\r\n', '\\', '\\u', '\ufeff', '|', ';'])),
      )
    default:
      return withNumber(now, random)
  }
}

/** A number of the text becomes another. */
function withNumber(now: Buffer, random: Random): Buffer {
  const text = now.toString('latin1')
  const found = [...text.slice(0, 20_000).matchAll(/\d+/g)]
  const number = found.length > 0 ? random.pick(found) : undefined
  if (!number) return now
  const before = text.slice(0, number.index)
  const after = text.slice(number.index + number[0].length)
  return Buffer.from(`${before}${hostileNumber(random)}${after}`, 'latin1')
}

/**
 * A record of JSON as text with one to three of its values changed, whatever they are in: another type, a key too few, a key
 * twice, a number that JavaScript does not hold, depth, names that objects have already.
 */
export function mutatedJson(value: unknown, random: Random): string {
  const places = placesOf(value)
  const struck = new Set(Array.from({ length: 1 + random.below(3) }, () => random.below(places)))
  return written(value, { at: 0 }, struck, random)
}

const placesOf = (value: unknown): number =>
  1 +
  (typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, each) => sum + placesOf(each), 0)
    : 0)

function written(value: unknown, count: { at: number }, struck: ReadonlySet<number>, random: Random): string {
  const isStruck = struck.has(count.at++)
  if (isStruck && (count.at > 1 || random.chance(0.3))) {
    count.at += placesOf(value) - 1
    return otherValue(value, random)
  }
  if (Array.isArray(value)) {
    const items = value.map((each) => written(each, count, struck, random))
    return `[${items.join(',')}]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${written(each, count, struck, random)}`,
  )
  return `{${(isStruck ? otherEntries(entries, random) : entries).join(',')}}`
}

/** A key too few, too many, or twice. */
function otherEntries(entries: readonly string[], random: Random): string[] {
  const at = random.below(entries.length + 1)
  const rest = entries.toSpliced(at, 1)
  switch (random.below(4)) {
    case 0:
      return rest
    case 1:
      return [...entries, ...entries.slice(at, at + 1)]
    case 2:
      return [
        ...entries,
        ...entries
          .slice(at, at + 1)
          .map((entry) => entry.replace(/^("(?:[^"\\]|\\.)*"):[\s\S]*/, `$1:${hostileNumber(random)}`)),
      ]
    default:
      return entries.toSpliced(at, 0, `${JSON.stringify(hostileKey(random))}:${otherValue(undefined, random)}`)
  }
}

function otherValue(value: unknown, random: Random): string {
  switch (random.below(10)) {
    case 0:
      return 'null'
    case 1:
      return hostileNumber(random)
    case 2:
    case 3:
      return JSON.stringify(hostileText(random))
    case 4:
      return random.pick(['true', 'false', '[]', '{}', '""'])
    case 5:
      return deep(1 + random.below(random.chance(0.05) ? 60_000 : 20), random)
    case 6:
      return `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`
    case 7:
      return `[${JSON.stringify(value) ?? 'null'}]`
    case 8:
      return '{"toString":1,"valueOf":2,"toJSON":3}'
    default:
      return JSON.stringify(JSON.stringify(value) ?? 'undefined')
  }
}

const deep = (depth: number, random: Random): string => {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const)
  return `${open.repeat(depth)}1${close.repeat(depth)}`
}
