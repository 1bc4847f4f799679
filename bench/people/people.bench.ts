import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { print } from '../measure.ts'
import { answerOf, ask, leave, serveCrowd, type Client, type Served } from './crowd.ts'
import { asText, freshQuestion, plainSql, queryOf, tiles } from './questions.ts'
import { makeShop, people, ROWS } from './shop.ts'
import type { Asked, Told } from './told.ts'

/*
Thirty-two people with seven row rules at two dashboards over ten million rows, over HTTP behind sign-in. Beside them the
engine itself, opened by the same process: thirty-two connections that ask the same in plain SQL, in turns in the same run.
Each turn of the people's begins with data that nobody asked about yet. Then questions that nobody asked before, each beside
its plain SQL, by turns the one first and the other; then both again beside loads. All answers are compared with the engine's.
Memory is the resident set of the server's process, whatever it did, its engine limited to what a small machine gives it.
SVODKA_BENCH_FOLDER keeps the data for another run.
*/
const LIMITS = { crowd: 0.1, fresh: 1.3, megabytes: 500 }
const TURN_MILLISECONDS = Number(process.env['SVODKA_BENCH_TURN'] ?? 8000)
const TURNS = Number(process.env['SVODKA_BENCH_TURNS'] ?? 3)
const QUESTIONS = Number(process.env['SVODKA_BENCH_QUESTIONS'] ?? 120)
/** between one load and the next while the crowd asks: a workspace reads its sources once a minute at most */
const PAUSE_MILLISECONDS = 20_000

interface Cost {
  seconds: number
  cpuSeconds: number
}

const kept = process.env['SVODKA_BENCH_FOLDER']
const folder = kept ?? mkdtempSync(join(tmpdir(), 'svodka-bench-people-'))
const bodies = tiles.map((tile) => JSON.stringify({ query: queryOf(tile), locale: 'ru' }))
const lists = people.map(({ condition }, at) =>
  tiles.map((_tile, turn) => plainSql(tiles[(turn + at) % tiles.length]!, condition)),
)
await makeShop(folder)
const child = fork(fileURLToPath(new URL('serve-child.ts', import.meta.url)), [folder])
try {
  const heard = async (): Promise<Told> => ((await once(child, 'message')) as [Told])[0]
  const tell = (asked: Asked): Promise<Told> => {
    child.send(asked)
    return heard()
  }
  const { url = '' } = await heard()
  const { headers = [] } = await tell({ what: 'people' })
  const clients = headers.map((own): Client => ({ url, headers: own }))
  await compareCrowd(clients, tell)
  await compareFresh(clients, tell)
  await compareFreshBesideWriter(clients, tell)
  const { peakMegabytes = Infinity } = await tell({ what: 'spent' })
  const ok = peakMegabytes <= LIMITS.megabytes
  console.log(
    JSON.stringify({
      bench: 'memory of the server, MB',
      megabytes: Math.round(peakMegabytes),
      limit: LIMITS.megabytes,
      ok,
    }),
  )
  await tell({ what: 'close' })
} finally {
  leave()
  child.kill()
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
}

type Tell = (asked: Asked) => Promise<Told>

/** By clock, and by the processor of the server's process, which is the engine's, too. */
async function costOf(work: () => Promise<number>, tell: Tell): Promise<Cost & { answers: number }> {
  const before = (await tell({ what: 'spent' })).cpu!
  const startedAt = performance.now()
  const answers = await work()
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = (await tell({ what: 'spent' })).cpu!
  return { seconds, cpuSeconds: (user + system - before.user - before.system) / 1e6, answers }
}

async function compareCrowd(clients: readonly Client[], tell: Tell): Promise<void> {
  await serveCrowd(clients, bodies, 1000)
  await crowds('at once', clients, tell, async (work) => {
    await tell({ what: 'load' })
    return work()
  })
  await crowds('at once beside a writer', clients, tell, async (work) => {
    await tell({ what: 'write', pauseMilliseconds: PAUSE_MILLISECONDS })
    const result = await work()
    await tell({ what: 'rest' })
    return result
  })
}

async function crowds(
  name: string,
  clients: readonly Client[],
  tell: Tell,
  beside: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const ours = { seconds: 0, cpuSeconds: 0, times: [] as number[] }
  const bare = { seconds: 0, cpuSeconds: 0, times: [] as number[] }
  for (let turn = 0; turn < TURNS; turn++) {
    let served: Served | undefined
    const own = await beside(() =>
      costOf(async () => {
        served = await serveCrowd(clients, bodies, TURN_MILLISECONDS)
        return served.times.length
      }, tell),
    )
    add(ours, own, served!.times)
    await check(served!, tell)
    let times: readonly number[] = []
    const plain = await beside(() =>
      costOf(async () => {
        times = (await tell({ what: 'crowd', lists, milliseconds: TURN_MILLISECONDS })).times!
        return times.length
      }, tell),
    )
    add(bare, plain, times)
  }
  const each = (sum: number, { times }: { times: readonly number[] }) => sum / times.length
  print(
    `${people.length} people ${name}: seconds an answer`,
    { seconds: each(ours.seconds, ours), baseline: each(bare.seconds, bare), limit: LIMITS.crowd },
    {
      answersASecond: ours.times.length / ours.seconds,
      bareASecond: bare.times.length / bare.seconds,
      p95: at(ours.times, 0.95),
      bareP95: at(bare.times, 0.95),
      slowest: at(ours.times, 1),
    },
  )
  print(`${people.length} people ${name}: processor seconds an answer`, {
    seconds: each(ours.cpuSeconds, ours),
    baseline: each(bare.cpuSeconds, bare),
    limit: LIMITS.crowd,
  })
}

function add(sum: Cost & { times: number[] }, cost: Cost, times: readonly number[]): void {
  sum.seconds += cost.seconds
  sum.cpuSeconds += cost.cpuSeconds
  for (const time of times) sum.times.push(time)
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
}

/** Whatever anybody was shown is what the engine says of their rows. */
async function check({ answers }: Served, tell: Tell): Promise<void> {
  const known = new Map<string, string>()
  for (const [key, texts] of answers) {
    const [person = 0, question = 0] = key.split(' ').map(Number)
    const text = plainSql(tiles[question]!, people[person]!.condition)
    const plain = known.get(text) ?? asText((await tell({ what: 'rows', text })).rows!)
    known.set(text, plain)
    for (const each of texts) {
      if (asText(answerOf(each).rows) !== plain)
        throw new Error(`${people[person]!.login} was shown other figures: ${text}`)
    }
  }
}

interface Pair extends Cost {
  plain: Cost
}

/** Question by question, by turns the product or the engine first: none was asked before. */
async function pairsOf(clients: readonly Client[], tell: Tell, from: number, to: number): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let number = from; number < to; number++) {
    const person = number % people.length
    const wanted = freshQuestion(number)
    const text = plainSql(wanted, people[person]!.condition)
    const body = JSON.stringify({ query: queryOf(wanted), locale: 'ru' })
    let answer = ''
    const own = () =>
      costOf(async () => {
        answer = await ask(clients[person]!, body)
        return 1
      }, tell)
    const bare = async (): Promise<Cost> => {
      let seconds = Number.NaN
      const cost = await costOf(async () => {
        seconds = (await tell({ what: 'plain', text })).times![0]!
        return 1
      }, tell)
      return { ...cost, seconds }
    }
    const first = number % 2 === 0 ? await own() : await bare()
    const second = number % 2 === 0 ? await bare() : await own()
    const [ours, plain] = number % 2 === 0 ? [first, second] : [second, first]
    pairs.push({ ...ours, plain })
    const { rows = [] } = await tell({ what: 'rows', text })
    if (asText(answerOf(answer).rows) !== asText(rows)) throw new Error(`the figures differ: ${text}`)
    if (process.env['SVODKA_BENCH_SHOW'])
      console.error(
        JSON.stringify(
          [number, ours.seconds * 1000, plain.seconds * 1000, ours.cpuSeconds * 1000, plain.cpuSeconds * 1000].map(
            Math.round,
          ),
        ),
        person % 4,
        JSON.stringify(wanted),
      )
  }
  return pairs
}

async function compareFresh(clients: readonly Client[], tell: Tell): Promise<void> {
  // the first of all are for warming up
  await pairsOf(clients, tell, 10_000, 10_012)
  const pairs = await pairsOf(clients, tell, 0, QUESTIONS)
  printPairs('never asked before', pairs)
  const sum = (costs: readonly Cost[]) => costs.reduce((all, { cpuSeconds }) => all + cpuSeconds, 0)
  print('never asked before: processor', {
    seconds: sum(pairs),
    baseline: sum(pairs.map(({ plain }) => plain)),
    limit: LIMITS.fresh,
  })
}

async function compareFreshBesideWriter(clients: readonly Client[], tell: Tell): Promise<void> {
  const before = (await tell({ what: 'spent' })).loads!
  await tell({ what: 'write', pauseMilliseconds: 0 })
  const pairs = await pairsOf(clients, tell, QUESTIONS, 2 * QUESTIONS)
  await tell({ what: 'rest' })
  const { loads = 0 } = await tell({ what: 'spent' })
  printPairs('never asked before, beside a writer', pairs, { loads: loads - before })
}

function printPairs(name: string, pairs: readonly Pair[], more: Readonly<Record<string, number>> = {}): void {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  const ratios = pairs.map((pair) => pair.seconds / pair.plain.seconds)
  print(
    `${name}: ${pairs.length} questions`,
    {
      seconds: sum(pairs.map(({ seconds }) => seconds)),
      baseline: sum(pairs.map(({ plain }) => plain.seconds)),
      limit: LIMITS.fresh,
    },
    { ratioMedian: at(ratios, 0.5), ratioP90: at(ratios, 0.9), rows: ROWS, ...more },
  )
}
