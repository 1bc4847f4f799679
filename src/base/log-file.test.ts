import { expect, test } from 'vitest'
import { logLine } from './log-file.ts'

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
