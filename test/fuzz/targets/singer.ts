import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '../../../src/kit/index.ts'
import { singer } from '../../../src/sources/index.ts'
import { catalogOf } from '../../singer/script.ts'
import { mustComeToTheSame, openLab } from '../lab.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { thing, thingOf } from '../table.ts'
import { must, type Session, type Target } from '../target.ts'

const RECORDS = 40
const FIELDS = Object.keys(thing.columns)
const SECRET = 'secret-of-the-tap'

/** Prints files, as a tap prints its catalog and its messages. */
const PROGRAM = 'case " $* " in *" --discover "*) cat "$FUZZ_FOLDER/catalog";; *) cat "$FUZZ_FOLDER/lines";; esac'

const schema = {
  type: 'SCHEMA',
  stream: 'things',
  schema: { type: 'object', properties: Object.fromEntries(FIELDS.map((field) => [field, {}])) },
  key_properties: ['thing_id'],
}

interface Lines {
  text: Buffer
  right: readonly string[]
  inputs: number
}

function linesOf(at: string, random: Random): Lines {
  const isInBytes = random.chance(0.4)
  const messages = Array.from({ length: RECORDS }, (_, number) => ({
    isRight: number % 8 === 0,
    message:
      number % 8 === 5
        ? { type: 'STATE', value: { number, at } }
        : {
            type: 'RECORD',
            stream: 'things',
            record: thingOf(`${at}-${number}`, number),
            time_extracted: '2024-01-01T00:00:00Z',
          },
    random: random.of(number),
  }))
  const lines = messages.map(({ isRight, message, random: own }) =>
    isRight || isInBytes || !own.chance(0.5) ? JSON.stringify(message) : mutatedJson(message, own),
  )
  const text = Buffer.from(`${[JSON.stringify(schema), ...lines].join('\n')}\n`)
  const right = messages.flatMap(({ isRight, message }) =>
    isRight && 'record' in message && message.record ? [message.record.thing_id] : [],
  )
  if (isInBytes) return { text: mutatedBytes(text, [], random), right: [], inputs: 1 }
  return { text, right, inputs: RECORDS }
}

async function open(): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-fuzz-tap-'))
  const source = singer({
    id: 'tap',
    command: ['/bin/sh', '-c', PROGRAM, 'tap'],
    env: { FUZZ_FOLDER: folder },
    config: { token: new Secret(SECRET) },
    checkpointMegabytes: 0,
    streams: { 'shop.thing': { stream: 'things' } },
  })
  const lab = await openLab(source, [thing], { secrets: [SECRET] })
  const rightCatalog = JSON.stringify(catalogOf({ things: FIELDS, others: ['id'] }))
  let attempts = 0
  return {
    async attempt(random: Random) {
      const at = `a${++attempts}`
      const hasCatalog = random.chance(0.75)
      const catalog = hasCatalog ? rightCatalog : mutatedJson(JSON.parse(rightCatalog), random)
      const { text, right, inputs } = linesOf(at, random)
      writeFileSync(join(folder, 'catalog'), catalog)
      writeFileSync(join(folder, 'lines'), text)
      const [stream] = await lab.sync('refetch')
      if (hasCatalog && stream?.error === null) {
        const rows = await lab.rows(`select thing_id from core.shop_thing where thing_id like '${at}-%'`)
        const there = new Set(rows.map((row) => row['thing_id']))
        const missing = right.filter((id) => !there.has(id))
        must(missing.length === 0, 'right records were lost', missing)
      }
      await mustComeToTheSame(lab, 'refetch')
      if (attempts % 4 === 0) await mustComeToTheSame(lab, 'full')
      return inputs + (hasCatalog ? 0 : 1)
    },
    async close() {
      await lab.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const singerTarget: Target = { name: 'singer: lines and catalog', attempts: 12, small: 3, open }
