// One parser, tried in a process of its own: whatever becomes of it, whoever started it knows where it was.
import { writeFileSync } from 'node:fs'
import { randomOf } from './random.ts'
import { Finding, type Target } from './target.ts'
import { TARGETS } from './targets/index.ts'

export interface Told {
  inputs: number
  isSessionOver: boolean
  megabytes: number
  where: string
  finding?: string
}

const MEGABYTE = 1024 * 1024

const [how = '', name = '', seed = '', rest = '', note = ''] = process.argv.slice(2)
const target = TARGETS.find((each) => each.name === name)
if (!target) throw new Error(`there is no parser ${name}: ${TARGETS.map((each) => each.name).join(', ')}`)

if (how === 'again') await session(target, seed, Number(rest))
else {
  const until = performance.now() + Number(rest) * 1000
  for (let number = 1; performance.now() < until; number++)
    await session(target, `${seed}/${name}/${number}`, target.attempts, until)
}
// what a finding left open holds nobody up
process.exit(0)

/** @param upTo the attempt after which it ends, or when `until` has passed */
async function session({ open }: Target, own: string, upTo: number, until = Infinity): Promise<void> {
  const random = randomOf(own)
  const opened = await open()
  for (let attempt = 1; attempt <= upTo && performance.now() < until; attempt++) {
    const where = `'${name}' '${own}' ${attempt}`
    writeFileSync(note, where)
    const told = { where, isSessionOver: attempt === upTo, megabytes: 0 }
    try {
      tell({ ...told, inputs: await opened.attempt(random.of(attempt)) })
    } catch (error) {
      const text = error instanceof Finding ? error.message : error instanceof Error ? error.stack : String(error)
      tell({ ...told, inputs: 1, isSessionOver: true, finding: text ?? 'something' })
      break
    }
  }
  await opened.close()
}

function tell(told: Told): void {
  process.send?.({ ...told, megabytes: Math.round(process.memoryUsage().rss / MEGABYTE) })
}
