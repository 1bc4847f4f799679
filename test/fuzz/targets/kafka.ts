import { kafka } from '../../../src/sources/index.ts'
import type { Message } from '../../../src/sources/kafka/committed.ts'
import { createLines } from '../../../src/sources/kafka/lines.ts'
import { COLUMNS, rating } from '../../kafka/workspace.ts'
import { hostileText } from '../hostile.ts'
import { countOf, mustComeToTheSame, openLab } from '../lab.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { must, type Session, type Target } from '../target.ts'

const MESSAGES = 80
const ratingOf = (number: number) => ({
  operator: 'Анна Ежова',
  score: 1 + (number % 5),
  comment: `Звонок «${number}»`,
})

/** Values as producers of any kind write them; of a right one the rest of the message may still be anything. */
function messageOf(offset: number, isRight: boolean, random: Random): Message {
  const right = JSON.stringify(ratingOf(offset))
  const values = [
    () => Buffer.from(mutatedJson(ratingOf(offset), random)),
    () => mutatedBytes(Buffer.from(right), [], random),
    () => Buffer.from(JSON.stringify(ratingOf(offset), null, random.pick(['\t', '\r\n'.length]))),
    () => Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.from(right)]),
    () => Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256))),
    () => null,
  ]
  const text = (): Buffer | null =>
    random.chance(0.2)
      ? null
      : random.chance(0.3)
        ? Buffer.from([0xff, random.below(256)])
        : Buffer.from(hostileText(random))
  return {
    offset,
    timestamp: random.pick([Date.UTC(2023, 5, 1) + offset, 0, -1, 8.64e15, Number.MAX_SAFE_INTEGER]),
    record: {
      key: text(),
      value: isRight ? Buffer.from(right) : random.pick(values)(),
      headers: Array.from({ length: random.below(3) }, () => [text(), text()]),
    } as unknown as Message['record'],
  }
}

async function open(): Promise<Session> {
  let content: Uint8Array[] = []
  let attempts = 0
  const { definition, settings } = kafka({
    id: 'bus',
    brokers: ['127.0.0.1:9092'],
    streams: { 'calls.rating': { topic: 'ratings', columns: COLUMNS } },
  })
  const lines = {
    ...definition,
    // what comes of the messages, without a broker
    async *read() {
      yield {
        kind: 'content' as const,
        name: `ratings ${attempts}`,
        content: (async function* () {
          yield* content
        })(),
      }
    },
  }
  const lab = await openLab({ id: 'bus', definition: lines, settings }, [rating])
  return {
    async attempt(random: Random) {
      const first = attempts++ * MESSAGES
      const gathered = createLines()
      const isRight = (offset: number) => offset % 8 === 0
      content = []
      for (let offset = first; offset < first + MESSAGES; offset++) {
        const full = gathered.add('ratings', 0, messageOf(offset, isRight(offset), random.of(offset)))
        if (full) content.push(full)
      }
      const rest = gathered.end()
      if (rest) content.push(rest)
      const streams = await lab.sync()
      must(streams[0]?.error === null, 'messages were not loaded', streams[0]?.error)
      must(countOf(streams) === MESSAGES, `of ${MESSAGES} messages this became`, streams)
      const [row] = await lab.rows(
        `select count(*)::int as n from core.calls_rating where at_offset >= ${first} and at_offset % 8 = 0 and operator = 'Анна Ежова'`,
      )
      must(row?.['n'] === MESSAGES / 8, 'right messages were lost', row)
      await mustComeToTheSame(lab, 'new')
      if (attempts % 5 === 0) await mustComeToTheSame(lab, 'full')
      return MESSAGES
    },
    close: () => lab.close(),
  }
}

export const kafkaTarget: Target = { name: 'kafka: messages', attempts: 16, small: 4, open }
