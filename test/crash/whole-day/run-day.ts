import { startLife, type Cut, type Life } from './life.ts'
import type { Day } from './stand-ins.ts'
import { LAST_NEWS, postsOf, SCENES, STREAM, TILL_TOKEN } from './workspace.ts'

/** Each life begins later than the leases of the one before it. */
const BETWEEN_LIVES_MINUTES = 2
const LIVES_OF_A_SCENE = 6
const BEFORE_THE_DAY = '2023-12-31T16:30:00Z'

export interface Lived {
  /** where the program was cut off */
  kills: { scene: string; cut: Cut; hasServed: boolean }[]
  lives: number
  /** ids of records whose request was answered 202 */
  accepted: string[]
}

/** Lives through a day to its end, again and again cut off as `cuts` says; after the last news it has a life of its own, undisturbed. */
export async function liveThrough(day: Day, cuts: () => Cut | undefined, trace?: string): Promise<Lived> {
  const lived: Lived = { kills: [], lives: 0, accepted: [] }
  let life: Life | undefined
  let cut: Cut | undefined
  await install(day)
  for (const [scene, { name, at }] of SCENES.entries()) {
    const isSettling = scene > LAST_NEWS
    await day.prepare(scene)
    const waiting = postsOf(scene)
    if (scene === LAST_NEWS + 1 && life) {
      if (!(await life.end())) await noteDeath(life)
      life = undefined
    }
    for (let tries = 0; ; tries++) {
      const instant = new Date(Date.parse(at) + tries * BETWEEN_LIVES_MINUTES * 60_000).toISOString()
      if (!life) {
        cut = isSettling || tries >= LIVES_OF_A_SCENE ? undefined : cuts()
        lived.lives += 1
        life = await startLife(day.folder, instant, { cut, ...(trace && !isSettling ? { trace } : {}) })
        if (!life) {
          lived.kills.push({ scene: name, cut: cut!, hasServed: false })
          continue
        }
      }
      const [isDone] = await Promise.all([life.look(instant), post(life.url, waiting, lived.accepted)])
      if (isDone && waiting.length === 0) break
      if (isDone) continue
      await noteDeath(life)
      life = undefined
    }

    async function noteDeath(dead: Life): Promise<void> {
      if (dead.fault()) throw new Error(dead.fault())
      lived.kills.push({ scene: name, cut: cut!, hasServed: true })
    }
  }
  if (!(await life?.end())) throw new Error('the last life did not end well')
  return lived
}

/** What was due before a schedule was first seen is not made up for: the program has seen its schedules before the day. */
async function install({ folder }: Day): Promise<void> {
  const first = await startLife(folder, BEFORE_THE_DAY)
  if (!(await first?.look(BEFORE_THE_DAY)) || !(await first?.end())) throw new Error('the program cannot be started')
}

/** Posts what waits, in order, until all is accepted or the program is gone; what was not answered goes on waiting. */
async function post(url: string, waiting: ReturnType<typeof postsOf>, accepted: string[]): Promise<void> {
  for (let next = waiting[0]; next; next = waiting[0]) {
    const { key, body } = next
    const answer = await fetch(`${url}/api/ingest/till/${STREAM}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TILL_TOKEN}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    }).catch(() => undefined)
    if (!answer) return
    if (answer.status !== 202) throw new Error(`a post was answered ${answer.status}: ${await answer.text()}`)
    accepted.push(...body.map(({ id }) => id))
    waiting.shift()
  }
}
