import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { copyState, openState, settleRestored } from './index.ts'
import { holder, part, SAID, stateFolder } from './testing.ts'

const world = pinnedWorld('2024-01-01T06:00:00Z')
let folder: ReturnType<typeof stateFolder>

beforeEach(() => {
  folder = stateFolder()
  world.set('2024-01-01T06:00:00Z')
})
afterEach(() => folder.remove())

const copy = (name: string) => join(dirname(folder.file), name)

test('a copy is one file of one moment, whoever writes meanwhile', async () => {
  const state = await folder.open(world)
  await state.outbox.add(Array.from({ length: 30 }, (_, at) => part(`text-${at}`, at + 1)))

  const writing = Promise.all(
    Array.from({ length: 30 }, (_, at) => state.recipients.remember('telegram', `key-${at}`, 'x'.repeat(5000))),
  )
  const version = await copyState({ file: folder.file }, copy('copy.db'))
  await writing

  const found = await openState({ file: copy('copy.db') }, world)
  expect(version).toBeGreaterThan(3)
  expect(await found.outbox.list({ limit: 100 })).toHaveLength(30)
  await found.close()
  expect(readdirSync(dirname(folder.file)).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db'])
})

test('where there is no state there is nothing to copy', async () => {
  expect(await copyState({ file: folder.file }, copy('copy.db'))).toBeUndefined()
  expect(readdirSync(dirname(folder.file))).toEqual([])
})

test('what waited when the state was copied is unknown in the restored one, and is sent by nobody', async () => {
  const state = await folder.open(world)
  await state.outbox.add([part('text-1'), part('picture-2', 2), part('text-3', 3)])
  const first = await state.outbox.claim(holder('one'))
  await state.outbox.settle(first?.id ?? '', 'one', { state: 'sent', receipt: '7' })
  await state.outbox.claim(holder('one'))
  await copyState({ file: folder.file }, copy('copy.db'))

  const counts = await settleRestored({ file: copy('copy.db') }, SAID, world)

  world.set('2024-01-02T06:00:00Z')
  const restored = await openState({ file: copy('copy.db') }, world)
  const rows = await restored.outbox.list({ limit: 10 })
  expect(counts).toMatchObject({ parts: 3, unknown: 2 })
  expect(Object.fromEntries(rows.map(({ part: name, state: found }) => [name, found]))).toEqual({
    'text-1': 'sent',
    'picture-2': 'unknown',
    'text-3': 'unknown',
  })
  expect(rows.find(({ part: name }) => name === 'text-3')?.cause).toEqual(SAID)
  expect(await restored.outbox.claim(holder('two'))).toBeUndefined()
  await restored.close()
})

test('due times until the restoring are left out, and a run that went on has failed; the next ones run', async () => {
  const state = await folder.open(world)
  await state.jobs.firstSeen('report:a')
  await state.jobs.firstSeen('sync')
  await state.jobs.claim({ job: 'report:a', dueAt: '2024-01-01T05:45:00.000Z', trigger: 'schedule' }, holder('one'))
  await copyState({ file: folder.file }, copy('copy.db'))
  world.set('2024-01-03T10:00:00Z')

  const counts = await settleRestored({ file: copy('copy.db') }, SAID, world)

  const restored = await openState({ file: copy('copy.db') }, world)
  expect(counts.schedules).toBe(2)
  expect(await restored.jobs.unfinished()).toEqual([])
  expect(await restored.jobs.lastDue('report:a')).toBe('2024-01-03T10:00:00.000Z')
  expect(await restored.jobs.lastDue('sync')).toBe('2024-01-03T10:00:00.000Z')
  expect(
    (await restored.jobs.history({ limit: 10 })).map(({ job, state: found, cause }) => [job, found, cause]),
  ).toEqual(
    expect.arrayContaining([
      ['report:a', 'failed', SAID],
      ['report:a', 'skipped', SAID],
      ['sync', 'skipped', SAID],
    ]),
  )
  const due = { job: 'report:a', dueAt: '2024-01-04T05:45:00.000Z', trigger: 'schedule' } as const
  expect(await restored.jobs.claim(due, holder('two'))).toMatchObject({ attempt: 1 })
  await restored.close()
})
