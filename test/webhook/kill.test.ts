import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kill, startChild } from './children.ts'
import { mark, NOW, openTill, post, type Till } from './till.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 100 : 4
const LANES = 4

/** Each process begins six hours after the one before: keys are remembered for a day. */
const hourOf = (round: number): string => new Date(Date.parse(NOW) + round * 6 * 3_600_000).toISOString()

interface Lane {
  name: string
  sent: number
  /** the last that was answered 202 */
  last: number
  acknowledged: string[]
  /** a request with a key that was not answered: it is sent again */
  again: number | undefined
}

/**
 * Posts one request after another until the process is gone: two records of their own and one that says how far the lane is.
 * Every other request has a key, and is sent again when it was not answered.
 */
async function run(lane: Lane, url: string, onAnswer: () => void): Promise<void> {
  for (;;) {
    const number = lane.again ?? ++lane.sent
    const ids = [`${lane.name}.${number}a`, `${lane.name}.${number}b`]
    const isKeyed = number % 2 === 0
    const headers: Record<string, string> = isKeyed ? { 'idempotency-key': `${lane.name}.${number}` } : {}
    try {
      const { status } = await post(url, [...ids.map((id) => mark(id)), mark(lane.name, number)], { headers })
      if (status !== 202) throw new Error(`answered ${status}`)
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('answered')) throw error
      lane.again = isKeyed ? number : undefined
      return
    }
    lane.again = undefined
    lane.last = number
    lane.acknowledged.push(...ids)
    onAnswer()
  }
}

/** How often each record stands in the files that were loaded. */
async function timesLoaded({ rows, warehouse }: Till): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const { file } of await rows('select file from raw.batch')) {
    const lines = readFileSync(join(warehouse.rawFolder, String(file)), 'utf8')
      .trim()
      .split('\n')
    for (const line of lines) {
      const { rating_id: id } = JSON.parse(line) as { rating_id: string }
      times.set(id, (times.get(id) ?? 0) + 1)
    }
  }
  return times
}

test(`killed ${KILLS} times at random moments: every record that was answered 202 is in core, and was loaded once`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-kill-'))
  const lanes = Array.from({ length: LANES }, (_, n): Lane => {
    return { name: `lane-${n}`, sent: 0, last: 0, acknowledged: [], again: undefined }
  })
  let retried = 0
  for (let round = 0; round < KILLS; round++) {
    const { child, url } = await startChild('till-child.ts', [folder, hourOf(round)])
    retried += lanes.filter(({ again }) => again !== undefined).length
    let left = 5 + Math.floor(Math.random() * 40)
    const onAnswer = () => {
      left -= 1
      if (left === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * 30)
    }
    try {
      await Promise.all(lanes.map((lane) => run(lane, url, onAnswer)))
    } finally {
      await kill(child)
    }
  }

  const till = await openTill({ folder })
  till.world.set(hourOf(KILLS))
  try {
    const before = Object.keys(await till.marks()).length
    const { streams } = await till.sync()
    const marks = await till.marks()
    const times = await timesLoaded(till)
    const acknowledged = lanes.flatMap((lane) => lane.acknowledged)
    process.stdout.write(
      `${KILLS} kills, ${acknowledged.length} records answered 202, ${retried} requests sent again, ${before} of ${Object.keys(marks).length} were in core before the last sync\n`,
    )

    expect(streams[0]?.error).toBeNull()
    expect(acknowledged.length).toBeGreaterThan(KILLS * 5)
    expect(acknowledged.filter((id) => marks[id] !== 5)).toEqual([])
    expect(acknowledged.filter((id) => times.get(id) !== 1)).toEqual([])
    for (const { name } of lanes) times.delete(name)
    expect([...times].filter(([, count]) => count > 1)).toEqual([])
    for (const { name, last, sent } of lanes) {
      expect(marks[name]).toBeGreaterThanOrEqual(last)
      expect(marks[name]).toBeLessThanOrEqual(sent)
    }
  } finally {
    await till.close({ keepFolder: true })
    rmSync(folder, { recursive: true })
  }
}, 1_200_000)
