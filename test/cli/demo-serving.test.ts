import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, expect, test } from 'vitest'
import { logFiles } from '../../src/base/log-file.ts'
import { signInFirst } from '../sign-in.ts'
import { ended, started } from './program.ts'

const SMALL = ['--tickets', '3000', '--users', '500', '--customers', '100', '--clients', '40', '--seed', '5']
const LINK = /(http:\/\/127\.0\.0\.1:\d+)\/welcome\S+/

const root = mkdtempSync(join(tmpdir(), 'svodka-demo-'))
const running: ChildProcess[] = []
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGTERM')
    await ended(child)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

async function startDemo(dir: string, port: number, line = LINK) {
  const { child, found } = await started(['demo', '--dir', dir, '--port', String(port), ...SMALL], root, line)
  running.push(child)
  const [link, url = ''] = found
  const lines: string[] = []
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return { child, lines, link, url }
}

/** A figure over the whole time. */
async function figure(url: string, headers: Readonly<Record<string, string>>, metric: string): Promise<number> {
  const body = JSON.stringify({ query: { metrics: [metric] }, locale: 'en' })
  const answer = await fetch(`${url}/api/query`, { method: 'POST', headers, body })
  const { rows } = (await answer.json()) as { rows: Record<string, number>[] }
  return Number(rows[0]?.[metric])
}

test('the page is there with the whole help desk, and the other systems follow by themselves', async () => {
  const { lines, link, url } = await startDemo('whole', 18_471)
  const { headers } = await signInFirst(url, link)
  const firstReads = async () => {
    const answer = await fetch(`${url}/api/app?locale=en`, { headers })
    return ((await answer.json()) as { firstReads: string[] }).firstReads
  }

  expect(await figure(url, headers, 'support.tickets_created')).toBeGreaterThan(2900)
  expect(await firstReads()).not.toContain('desk')
  await expect.poll(() => lines.filter((line) => line.startsWith('Report: ')).length).toBe(3)
  expect(await firstReads()).toEqual([])
  expect(await figure(url, headers, 'orders.revenue')).toBeGreaterThan(0)
  expect(await figure(url, headers, 'calls.calls')).toBeGreaterThan(0)
})

test.each([
  ['before its page is there', /^Reading the tickets/],
  ['beside its page', LINK],
])('stopped %s, it reads no further and ends in order, and tells no administrator of a fault', async (_, line) => {
  const { child, lines } = await startDemo('stopped', 18_472, line)
  child.kill('SIGINT')

  expect(await ended(child)).toBe(0)
  expect(lines).toEqual([])
  const log = logFiles(join(root, 'stopped/data/log')).map((file) => readFileSync(file, 'utf8'))
  const sent = readFileSync(join(root, 'stopped/data/sandbox/telegram/journal.ndjson'), 'utf8')
  expect(log.join('')).toContain('"isComplete":false')
  expect(sent).toContain('"kind":"chat"')
  expect(sent).not.toContain('"kind":"message"')
  rmSync(join(root, 'stopped'), { recursive: true })
})
