import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { print } from '../measure.ts'
import { answerOf, ask, serveCrowd, type Answers } from './crowd.ts'
import { asText, freshQuestion, plainSql, queryOf, tiles } from './questions.ts'
import { openServed, type Cost, type Served } from './served.ts'
import { makeShop, people, ROWS } from './shop.ts'

/*
Thirty-two people with seven row rules at two dashboards over ten million rows, over HTTP behind sign-in. Beside them the
engine itself, opened by the same process: thirty-two connections that ask the same in plain SQL, in turns in the same run.
Each turn begins with data that nobody asked about yet, and lasts half of the shortest time between two loads. Then
questions that nobody asked before, each beside its plain SQL, by turns the one first and the other; both beside a writer as
well. All answers are compared with the engine's. Memory is the resident set of a server that does the same and has no
connections of the bare engine's in its process.
SVODKA_BENCH_FOLDER keeps the data for another run.
*/
const LIMITS = { crowd: 0.1, fresh: 1.3, megabytes: 500 }
const TURN_MILLISECONDS = Number(process.env['SVODKA_BENCH_TURN'] ?? 30_000)
const TURNS = Number(process.env['SVODKA_BENCH_TURNS'] ?? 2)
const QUESTIONS = Number(process.env['SVODKA_BENCH_QUESTIONS'] ?? 96)
const WARMING = { from: 10_000, to: 10_012 }

const kept = process.env['SVODKA_BENCH_FOLDER']
const folder = kept ?? mkdtempSync(join(tmpdir(), 'svodka-bench-people-'))
const bodies = tiles.map((tile) => JSON.stringify({ query: queryOf(tile), locale: 'ru' }))
/** everybody's questions as an analyst would write them, each beginning with another */
const lists = people.map(({ condition }, at) =>
  tiles.map((_tile, turn) => plainSql(tiles[(turn + at) % tiles.length]!, condition)),
)
try {
  await makeShop(folder)
  const server = await openServed(folder)
  await serveCrowd(server.clients, bodies, 1000)
  await compareCrowds('at once', server, async (work) => {
    await server.tell({ what: 'load' })
    return work()
  })
  // a load begins with the turn: another one comes a turn's length after it
  await compareCrowds('at once beside a writer', server, besideWriter(server, TURN_MILLISECONDS))
  await pairsOf(server, WARMING)
  const alone = await pairsOf(server, { from: 0, to: QUESTIONS })
  printPairs('never asked before', alone)
  // beside a writer, the processor's time is the writer's as well
  print('never asked before, processor', {
    seconds: sumOf(alone, ({ ours }) => ours.cpuSeconds),
    baseline: sumOf(alone, ({ plain }) => plain.cpuSeconds),
    limit: LIMITS.fresh,
  })
  const beside = await besideWriter(server, 0)(() => pairsOf(server, { from: QUESTIONS, to: 2 * QUESTIONS }))
  printPairs('never asked before, beside a writer', beside)
  await server.close()
  await remember()
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
}

/** Loads one after another while something else is done. */
function besideWriter({ tell }: Served, pauseMilliseconds: number) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await tell({ what: 'write', pauseMilliseconds })
    const result = await work()
    await tell({ what: 'rest' })
    return result
  }
}

async function compareCrowds(
  name: string,
  server: Served,
  beside: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const [ours, bare] = [tally(), tally()]
  for (let turn = 0; turn < TURNS; turn++) {
    const own = await beside(() => server.cost(() => serveCrowd(server.clients, bodies, TURN_MILLISECONDS)))
    count(ours, own, own.result.times)
    await check(own.result.answers, server)
    const plain = await beside(() =>
      server.cost(() => server.tell({ what: 'crowd', lists, milliseconds: TURN_MILLISECONDS })),
    )
    count(bare, plain, plain.result.times ?? [])
  }
  const crowd = `${people.length} people ${name}`
  print(
    `${crowd}: seconds an answer`,
    { seconds: ours.seconds / ours.times.length, baseline: bare.seconds / bare.times.length, limit: LIMITS.crowd },
    {
      answersASecond: ours.times.length / ours.seconds,
      bareASecond: bare.times.length / bare.seconds,
      p95: quantile(ours.times, 0.95),
      bareP95: quantile(bare.times, 0.95),
      slowest: quantile(ours.times, 1),
      bareSlowest: quantile(bare.times, 1),
    },
  )
  print(`${crowd}: processor seconds an answer`, {
    seconds: ours.cpuSeconds / ours.times.length,
    baseline: bare.cpuSeconds / bare.times.length,
    limit: LIMITS.crowd,
  })
}

interface Tally extends Cost {
  times: number[]
}

function tally(): Tally {
  return { seconds: 0, cpuSeconds: 0, times: [] }
}

function count(sum: Tally, cost: Cost, times: readonly number[]): void {
  sum.seconds += cost.seconds
  sum.cpuSeconds += cost.cpuSeconds
  for (const time of times) sum.times.push(time)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Whatever anybody was shown is what the engine says of their rows. */
async function check(answers: Answers, { tell }: Served): Promise<void> {
  const known = new Map<string, string>()
  for (const { person, question, texts } of answers) {
    const text = plainSql(tiles[question]!, people[person]!.condition)
    const plain = known.get(text) ?? asText((await tell({ what: 'rows', text })).rows!)
    known.set(text, plain)
    const wrong = [...texts].some((each) => asText(answerOf(each).rows) !== plain)
    if (wrong) throw new Error(`${people[person]!.login} was shown other figures than: ${text}`)
  }
}

interface Pair {
  ours: Cost
  plain: Cost
}

/** Question by question: none was asked before, and the blocks of all are read already. */
async function pairsOf(server: Served, { from, to }: { from: number; to: number }): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let number = from; number < to; number++) pairs.push(await pairOf(server, number))
  return pairs
}

async function pairOf({ clients, tell, cost }: Served, number: number): Promise<Pair> {
  const person = number % people.length
  const wanted = freshQuestion(number)
  const text = plainSql(wanted, people[person]!.condition)
  const body = JSON.stringify({ query: queryOf(wanted), locale: 'ru' })
  const askOurs = () => cost(() => ask(clients[person]!, body))
  const askPlain = async () => {
    const plain = await cost(() => tell({ what: 'plain', text }))
    return { ...plain, seconds: plain.result.times![0]! }
  }
  const { rows = [] } = await tell({ what: 'rows', text })
  const isOursFirst = number % 2 === 0
  const early = isOursFirst ? await askOurs() : undefined
  const plain = await askPlain()
  const ours = early ?? (await askOurs())
  if (asText(answerOf(ours.result).rows) !== asText(rows)) throw new Error(`the figures differ: ${text}`)
  return { ours, plain }
}

function printPairs(name: string, pairs: readonly Pair[]): void {
  const ratios = pairs.map(({ ours, plain }) => ours.seconds / plain.seconds)
  print(
    `${name}, ${pairs.length} questions`,
    {
      seconds: sumOf(pairs, ({ ours }) => ours.seconds),
      baseline: sumOf(pairs, ({ plain }) => plain.seconds),
      limit: LIMITS.fresh,
    },
    { rows: ROWS, ratioP50: quantile(ratios, 0.5), ratioP90: quantile(ratios, 0.9) },
  )
}

function sumOf(pairs: readonly Pair[], seconds: (pair: Pair) => number): number {
  return pairs.reduce((all, pair) => all + seconds(pair), 0)
}

/** Everybody at once, a writer beside them, and questions that nobody asked before. */
async function remember(): Promise<void> {
  const server = await openServed(folder)
  await server.tell({ what: 'load' })
  await server.cost(() => serveCrowd(server.clients, bodies, TURN_MILLISECONDS))
  await besideWriter(
    server,
    TURN_MILLISECONDS / 2,
  )(async () => {
    await server.cost(() => serveCrowd(server.clients, bodies, TURN_MILLISECONDS))
    for (let number = 0; number < QUESTIONS; number++) {
      const body = JSON.stringify({ query: queryOf(freshQuestion(number)), locale: 'ru' })
      await server.cost(() => ask(server.clients[number % people.length]!, body))
    }
  })
  const megabytes = Math.round(server.megabytes())
  const ok = megabytes <= LIMITS.megabytes
  console.log(JSON.stringify({ bench: 'memory of the server', megabytes, limit: LIMITS.megabytes, ok }))
  await server.close()
}
