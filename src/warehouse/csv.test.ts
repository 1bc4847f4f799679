import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasEndlessLine } from './csv.ts'

test.each([
  ['lines of three bytes', 'ab\n'.repeat(100), false],
  ['a line of twenty bytes somewhere', `${'ab\n'.repeat(33)}${'x'.repeat(20)}\n${'ab\n'.repeat(40)}`, true],
  ['a line of twenty bytes at the beginning', `${'x'.repeat(20)}\nab\n`, true],
  ['a line of twenty bytes at the end', `ab\n${'x'.repeat(20)}`, true],
  ['lines that end as on an old Macintosh', 'ab\r'.repeat(100), false],
  ['less than that in all', 'x'.repeat(7), false],
])('a line that does not end for twice ten bytes is noticed: %s', async (_, text, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-csv-'))
  const path = join(folder, 'a.csv')
  writeFileSync(path, text)

  expect(await hasEndlessLine(path, 10)).toBe(expected)

  rmSync(folder, { recursive: true })
})
