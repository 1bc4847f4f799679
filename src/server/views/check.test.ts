import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkSummary, type Checked } from './check.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const checked: Checked = {
  workspace: { folder, dataFolder: folder, timeZone: 'UTC', sources: [], packs: [] },
  ingest: { check: async () => [] },
  warehouse: {
    asOf: async () => ({}),
    rejected: async () => ({ rows: [], total: 0 }),
  } as unknown as Checked['warehouse'],
  state: [],
  delivery: [],
  processes: [],
  now: new Date('2026-01-01T00:00:00Z'),
}
const said = async () => (await checkSummary(checked, 'en')).lines.map(({ message }) => message)

test('secrets that others of the machine may read are named, with what closes them', async () => {
  const file = join(folder, '.env')
  const without = await said()
  writeFileSync(file, 'KEY=1\n')
  chmodSync(file, 0o644)
  const open = await said()
  chmodSync(file, 0o600)
  const closed = await said()

  expect(open.filter((line) => !without.includes(line))).toEqual([
    `${file} can be read by others on this machine. Close it: chmod 600 ${file}`,
  ])
  expect(closed).toEqual(without)
})
