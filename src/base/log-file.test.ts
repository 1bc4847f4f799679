import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logLine, openLog } from './log-file.ts'

const line = JSON.stringify({
  level: 'warn',
  time: '2023-12-31T21:00:00.000Z',
  pid: 7,
  runId: 'r1',
  source: 'desk',
  msg: 'vendor slow',
})
const options = { level: 'info', format: 'text' } as const

test('a line of the log is shown with its fields', () => {
  expect(logLine(line, options)).toBe('2023-12-31T21:00:00.000Z WARN  vendor slow runId=r1 source=desk')
})

test('lines of a lower level, of other runs and torn lines are left out', () => {
  expect(logLine(line, { ...options, level: 'error' })).toBeUndefined()
  expect(logLine(line, { ...options, run: 'r2' })).toBeUndefined()
  expect(logLine('{"level":"wa', options)).toBeUndefined()
})

test('the last thirty files are kept, whichever process wrote them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-log-'))
  const written = Array.from({ length: 40 }, (_, at) => `svodka.2023-01-${at < 20 ? '09' : '10'}.${(at % 20) + 1}.log`)
  for (const name of [...written, 'notes.txt']) writeFileSync(join(folder, name), '')

  const { close } = await openLog(folder, 'info')
  await close()

  const left = readdirSync(folder)
  expect(written.filter((name) => left.includes(name))).toEqual(written.slice(10))
  expect(left).toContain('notes.txt')
  rmSync(folder, { recursive: true })
})
