import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { splitFiles, writeSample } from '../../src/demo/index.ts'
import { contents, openFeed, type Contents, type Feed } from '../lending-feed/feed.ts'
import { LOANS_MART } from './loans.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 50 : 5
const CHILD = fileURLToPath(new URL('load-child.ts', import.meta.url))
const CLIENTS = 60
const PARTS = 2

let root: string
let base: string
/** the records of each delivered file by its hash */
const delivered = new Map<string, unknown>()

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-crash-load-'))
  base = join(root, 'base')
  const raw = join(base, 'raw')
  await writeSample('lending', raw, { clients: CLIENTS, from: '2010-01-01', to: '2023-12-31', seed: 11 })
  for (const { path } of await splitFiles(raw, PARTS)) {
    const content = readFileSync(path)
    delivered.set(createHash('sha256').update(content).digest('hex'), JSON.parse(content.toString('utf8')))
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const open = (folder: string) => openFeed({ folder, models: [LOANS_MART] })

/** When to kill: when the child has said so many lines, and a moment later. */
interface Moment {
  lines: number
  milliseconds: number
}

/** Runs the child, and kills it. @returns how many lines it said, and whether it ended first */
async function runChild(folder: string, moment?: Moment): Promise<{ hasEnded: boolean; lines: number }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let lines = 0
  let hasEnded = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines += 1
    if (line === 'ended') hasEnded = true
    if (lines === moment?.lines) setTimeout(() => child.kill('SIGKILL'), moment.milliseconds)
  })
  await once(child, 'close')
  return { hasEnded, lines }
}

/** Every file in raw is named by exactly one batch and holds the records of the delivered file that has its hash; nothing half-written is left. */
async function expectRawToMatchItsManifest({ rows, warehouse: { rawFolder } }: Feed): Promise<void> {
  const files = readdirSync(rawFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(rawFolder.length + 1))
  const batches = (await rows('select file, sha256 from raw.batch order by file')) as { file: string; sha256: string }[]
  expect(batches.map(({ file }) => file)).toEqual(files.toSorted())
  for (const { file, sha256 } of batches) {
    const lines = readFileSync(join(rawFolder, file), 'utf8').split('\n')
    const records = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown)
    expect({ file, records }).toEqual({ file, records: delivered.get(sha256) })
  }
}

test(`a load killed at ${KILLS} moments, then run again, ends with the rows of an undisturbed one`, async () => {
  const undisturbed = join(root, 'undisturbed')
  cpSync(base, undisturbed, { recursive: true })
  const { hasEnded, lines } = await runChild(undisturbed)
  expect(hasEnded).toBe(true)
  const feed = await open(undisturbed)
  const expected: Contents = await contents(feed)
  expect(expected['core.lending_payment']?.length).toBeGreaterThan(CLIENTS * 10)
  expect(expected['core.lending_payment_history']?.length).toBeGreaterThan(0)
  await feed.close()

  let killed = 0
  const loadedBefore: number[] = []
  for (let round = 0; killed < KILLS && round < 2 * KILLS; round++) {
    const folder = join(root, `round-${round}`)
    cpSync(base, folder, { recursive: true })
    // not in the last line, which says that it has ended
    const moment = {
      lines: 1 + Math.floor((lines - 1) * (((killed % KILLS) + Math.random()) / KILLS)),
      milliseconds: Math.random() * 25,
    }
    const isKilled = !(await runChild(folder, moment)).hasEnded
    const again = await open(folder)
    const [batches] = await again.rows('select count(*)::int as n from raw.batch')
    if (isKilled) {
      killed += 1
      loadedBefore.push(Number(batches?.['n']))
    }
    const { isComplete } = await again.load('all')
    expect(isComplete).toBe(true)
    expect(await contents(again)).toEqual(expected)
    await expectRawToMatchItsManifest(again)
    await again.close()
    rmSync(folder, { recursive: true })
  }
  process.stdout.write(
    `${killed} loads of ${3 * PARTS} files killed, after ${loadedBefore.toSorted((a, b) => a - b).join(', ')} of them; rows equal in all\n`,
  )
  expect(killed).toBe(KILLS)
}, 1_200_000)
