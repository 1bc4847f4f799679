import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../../test/pinned-world.ts'
import { Journal } from './journal.ts'

const NOW = '2026-11-21T09:00:00.000Z'
const root = mkdtempSync(join(tmpdir(), 'svodka-journal-'))
afterEach(() => rmSync(root, { recursive: true }))

test('more than may wait for the disk is refused, and what was taken is kept', async () => {
  const folder = join(root, 'till', 'ratings')
  const journal = new Journal({ folder, root, name: 'ratings', rememberHours: 1 }, pinnedWorld(NOW))
  const content = Buffer.alloc(4_000_000, 'x')

  const ends = await Promise.allSettled(Array.from({ length: 20 }, () => journal.append({ at: NOW, rows: 1, content })))
  await journal.append({ at: NOW, rows: 1, content })
  const { requests } = await journal.waiting(undefined)
  await journal.close()

  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as { code: string }] : []))
  expect(refused.map(({ code }) => code)).toEqual(['disk_slow', 'disk_slow', 'disk_slow', 'disk_slow'])
  expect(requests).toBe(17)
})
