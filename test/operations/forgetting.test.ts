import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSvodka } from '../../src/app/index.ts'
import { openState } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'

const KIT = new URL('../../src/kit/index.ts', import.meta.url).href

test('runs of long ago are gone after the first sync of a day, and what is due is run once all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-forgetting-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'svodka.config.ts'),
    `import { defineWorkspace } from '${KIT}'
export default defineWorkspace({
  name: 'A', timeZone: 'UTC', locale: 'en', sources: [], packs: [],
  sync: [{ at: '0 6 * * *' }], history: { forgetAfterDays: 60 },
})
`,
  )
  const world = pinnedWorld('2024-01-01T06:00:00Z')
  const svodka = await openSvodka(folder, {}, () => world.now())
  onTestFinished(() => svodka.close())
  const state = await openState({ file: join(folder, 'data', 'state.db') }, world)
  onTestFinished(() => state.close())
  const days = async () => (await state.jobs.history({ limit: 500 })).map(({ dueAt }) => dueAt.slice(0, 10))

  await svodka.runDue()
  world.set('2024-01-03T06:00:00Z')
  await svodka.runDue()
  const before = await days()
  world.set('2024-03-04T06:00:00Z')
  await svodka.runDue()
  world.set('2024-03-05T06:00:00Z')
  await svodka.runDue()
  const after = await days()
  await svodka.runDue()

  expect(before).toEqual(['2024-01-03', '2024-01-02', '2024-01-01'])
  expect(after.at(0)).toBe('2024-03-05')
  expect(after).not.toContain('2024-01-01')
  expect(await days()).toEqual(after)
  const ends = Object.fromEntries((await state.jobs.ends()).map(({ state: end, runs }) => [end, runs]))
  expect(ends).toEqual({ done: 4, skipped: 61 })
})
