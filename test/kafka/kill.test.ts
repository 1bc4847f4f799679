import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kafkaMissing, startKafka, type TemporaryKafka } from './broker.ts'
import { openKafkaWorkspace, openWriter, ratingsOf, type KafkaWorkspace, type Writer } from './workspace.ts'

const IS_FULL = process.env['SVODKA_FULL'] === '1'
const KILLS = IS_FULL ? 50 : 3
const MESSAGES = IS_FULL ? 1_000_000 : 30_000
const PARTITIONS = 3
const BATCH = 500
const MOST_MILLISECONDS = 60
const MOST_STEPS = 6
/** Syncs that brought nothing; then no step will come, for all has been written and read. */
const MOST_IDLE = 20
const CHILD = fileURLToPath(new URL('consume-child.ts', import.meta.url))

describe.skipIf(kafkaMissing)(`a consumer that is killed${kafkaMissing ? ` (${kafkaMissing})` : ''}`, () => {
  let broker: TemporaryKafka
  let writer: Writer
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'svodka-kill-'))
    broker = await startKafka()
    writer = openWriter(broker.brokers)
    await writer.makeTopic('ratings', PARTITIONS)
  })

  afterAll(async () => {
    await writer?.close()
    await broker?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Writes a part of the messages, each with its number. */
  const write = async (from: number, to: number) => {
    for (let first = from; first < to; first += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, to - first) }, (_, at) => first + at)
      const partition = (first / BATCH) % PARTITIONS
      await writer.send(
        'ratings',
        numbers.map((score) => ({ partition, value: JSON.stringify({ score }) })),
      )
    }
  }

  /** Runs the child, and kills it a moment after one of its steps. @returns which step that was */
  const runAndKill = async (): Promise<string> => {
    const child = spawn(process.execPath, [CHILD, folder, 'ratings', ...broker.brokers], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_, signal) => done(signal)))
    let left = 1 + Math.floor(Math.random() * MOST_STEPS)
    let idle = 0
    let last = ''
    child.stdout.on('data', (chunk: Buffer) => {
      for (const step of chunk.toString().trim().split('\n')) {
        idle = step === 'build' ? idle + 1 : 0
        if (left === 0 || (idle > 1 && idle < MOST_IDLE)) continue
        left = idle === MOST_IDLE ? 0 : left - 1
        last = step
        if (left === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * MOST_MILLISECONDS)
      }
    })
    if ((await ended) !== 'SIGKILL') throw new Error('the child ended by itself')
    return last
  }

  test(`every message comes once, although the consumer is killed ${KILLS} times while they are written`, async () => {
    const steps: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const share = (part: number) => Math.floor((MESSAGES * part) / KILLS / BATCH) * BATCH
      const to = kill + 1 === KILLS ? MESSAGES : share(kill + 1)
      const [step] = await Promise.all([runAndKill(), write(share(kill), to)])
      steps.push(step)
    }
    const workspace = await openKafkaWorkspace(broker.brokers, ratingsOf('ratings'), { folder })
    const [before] = await workspace.rows('select count(*)::int as n from core.calls_rating')
    const { error, rejected } = await workspace.sync()

    expect([error, rejected]).toEqual([null, 0])
    const [found] = await workspace.rows(`
      select count(*)::int as n, count(distinct score)::int as different, min(score) as least, max(score) as most
      from core.calls_rating`)
    expect(found).toEqual({ n: MESSAGES, different: MESSAGES, least: 0, most: MESSAGES - 1 })
    await expectRawToHoldEachOnce(workspace)
    expect((await workspace.lag())[0]?.messages).toBe(0)
    await workspace.warehouse.close()
    process.stdout.write(
      `${KILLS} kills, after ${steps.join(', ')}; ${Number(before?.['n'])} rows were there before the last sync\n`,
    )
  }, 1_800_000)
})

/** Every file in raw is named by one batch, with its hash, and no message stands in two. */
async function expectRawToHoldEachOnce({ rows, warehouse }: KafkaWorkspace): Promise<void> {
  const files = readdirSync(warehouse.rawFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(warehouse.rawFolder.length + 1))
  const batches = (await rows('select file, sha256, lines from raw.batch order by file')) as {
    file: string
    sha256: string
    lines: number
  }[]
  expect(batches.map(({ file }) => file)).toEqual(files.toSorted())
  const places = new Set<string>()
  let lines = 0
  for (const { file, sha256 } of batches) {
    const bytes = readFileSync(join(warehouse.rawFolder, file))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    for (const line of bytes.toString().split('\n').filter(Boolean)) {
      const message = JSON.parse(line) as { kafka_partition: number; kafka_offset: number }
      places.add(`${message.kafka_partition}-${message.kafka_offset}`)
      lines += 1
    }
  }
  expect([lines, places.size]).toEqual([MESSAGES, MESSAGES])
}
