import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../../src/kit/index.ts'
import { entities } from '../../../src/packs/calls/entities.ts'
import { startFreepbxSandbox } from '../../../src/sandbox/index.ts'
import { freepbx } from '../../../src/sources/index.ts'
import { hostileText } from '../hostile.ts'
import { mustComeToTheSame, openLab } from '../lab.ts'
import { mutatedBytes } from '../mutate.ts'
import type { Random } from '../random.ts'
import { must, type Session, type Target } from '../target.ts'

const AT = '2024-01-01T06:00:00Z'
const EVENTS = [
  'ENTERQUEUE||79160000001|1',
  'CONNECT|5|1704006001.7|3',
  'COMPLETECALLER|5|60|1',
  'ABANDON|1|1|12',
  'PAUSE',
  'RINGNOANSWER|1000',
]
const LINES = 60
const RIGHT_EVERY = 6

const lineOf = (attempt: number, number: number): string =>
  `${1_704_006_000 + number}|${attempt}-${number}.1|7000|PJSIP/10${number % 4}|${EVENTS[number % EVENTS.length]}`

/** A line with fields too few, too many, or that say something else. */
function brokenLine(line: string, random: Random): string {
  const fields = line.split('|')
  const at = random.below(fields.length)
  const changed = [
    () => fields.with(at, hostileText(random)),
    () => fields.toSpliced(at, 1),
    () => fields.toSpliced(at, 0, hostileText(random)),
    () => Array.from({ length: random.below(400) }, () => random.pick(fields)),
  ]
  return random.pick(changed)().join('|').replace(/\n/g, ' ')
}

async function open(): Promise<Session> {
  const sandbox = await startFreepbxSandbox([], {}, () => new Date(AT))
  const source = freepbx({
    id: 'pbx',
    timeZone: 'Europe/Moscow',
    api: { baseUrl: sandbox.url, clientId: 'svodka', clientSecret: new Secret('sample-secret') },
    from: '2024-01-01',
    queueLog: { file: 'queue_log*' },
  })
  const lab = await openLab(source, entities, { now: AT, secrets: ['sample-secret'] })
  let attempts = 0
  return {
    async attempt(random: Random) {
      const attempt = ++attempts
      const isRight = (number: number) => number % RIGHT_EVERY === 0
      const lines = Array.from({ length: LINES }, (_, number) => lineOf(attempt, number))
      const isInBytes = random.chance(0.3)
      const text = lines
        .map((line, number) => (isInBytes || isRight(number) ? line : brokenLine(line, random.of(number))))
        .join('\n')
      const bytes = isInBytes ? mutatedBytes(Buffer.from(text), [], random) : Buffer.from(text)
      const whole = Buffer.concat([bytes, Buffer.from('\n')])
      // it grows while it is read, from anywhere in a line
      const file = join(lab.folder, `queue_log.${attempt}`)
      writeFileSync(file, whole.subarray(0, random.below(whole.length)))
      const before = await lab.sync()
      writeFileSync(file, whole)
      const after = await lab.sync()
      for (const { error } of [...before, ...after]) must(error === null, 'a log was not read', error)
      if (!isInBytes) {
        const right = lines.filter((_, number) => isRight(number)).length
        const [row] = await lab.rows(
          `select count(distinct call_id)::int as n from core.calls_queue_event where call_id in (${lines
            .flatMap((_, number) => (isRight(number) ? [`'${attempt}-${number}.1'`] : []))
            .join(', ')})`,
        )
        must(row?.['n'] === right, `of ${right} right lines there are`, row)
      }
      await mustComeToTheSame(lab, 'new')
      if (attempt % 4 === 0) await mustComeToTheSame(lab, 'full')
      return isInBytes ? 1 : LINES
    },
    async close() {
      await lab.close()
      await sandbox.close()
    },
  }
}

export const queueLogTarget: Target = { name: 'freepbx: queue log', attempts: 16, small: 5, open }
