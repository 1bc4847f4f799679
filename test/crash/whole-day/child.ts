// The whole program at work on one workspace: serves it, looks at the clock that its parent gives it, and runs what is due.
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { openSvodka } from '../../../src/app/index.ts'
import { OWNER } from '../../../src/kit/index.ts'

const LOOK_MILLISECONDS = 20
const [folder = '', port = '', start = ''] = process.argv.slice(2)
let now = start
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`)

say({ pid: process.pid })
const svodka = await openSvodka(folder, process.env, () => new Date(now))
const { url } = await svodka.serve(Number(port))
say({ url })
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break
  now = line
  // what the server's own schedules have begun is not waited for by `runDue`
  do {
    await svodka.runDue()
    await wait(LOOK_MILLISECONDS)
  } while (await isAtWork())
  say({ done: line })
}
await svodka.close()
say({ closed: true })
process.exit(0)

async function isAtWork(): Promise<boolean> {
  const { runs } = await svodka.deliveryState({ person: OWNER, locale: 'en' })
  return runs.some(({ state }) => state === 'running')
}
