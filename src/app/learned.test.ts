import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog, type World } from '../base/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { createLearner, readLearned } from './learned.ts'

let folder: string
let asked: string[]
let now: Date
let learned: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-learned-'))
  asked = []
  now = new Date('2024-01-01T08:00:00Z')
  learned = 1
})
afterEach(() => rmSync(folder, { recursive: true }))

const pack = (id: string) => ({
  settings: {},
  definition: {
    id,
    entities: [{ id: `${id}.row` }],
    learning: {
      tables: [{ name: `${id}_learned`, columns: { count: 'integer' } }],
      learn: async () => {
        asked.push(id)
        return [{ name: `${id}_learned`, columns: { count: 'integer' }, rows: [[learned]] }]
      },
    },
  },
})
const workspace = () =>
  ({
    dataFolder: folder,
    timeZone: 'Europe/Moscow',
    packs: [pack('orders'), pack('journey')],
    sources: ['orders', 'journey'].map((id) => ({
      id,
      settings: {},
      definition: { streams: () => [{ name: 'rows', feeds: [{ entity: `${id}.row` }] }] },
    })),
  }) as unknown as Workspace
const world: World = {
  now: () => now,
  sleep: () => Promise.reject(new Error('tests do not sleep')),
  fetch: () => Promise.reject(new Error('tests do not use the network')),
  log: silentLog,
}
const learner = () => createLearner(workspace(), {} as Warehouse, world)
const came = (source: string, added: number) =>
  [{ source, stream: 'rows', added, changed: 0 }] as unknown as Parameters<ReturnType<typeof learner>['learn']>[0]

test('a process asks every pack once, then only those whose rows came', async () => {
  const own = learner()

  expect(await own.learn([], false)).toBe(true)
  expect(await own.learn(came('journey', 0), false)).toBe(false)
  expect(await own.learn(came('journey', 3), false)).toBe(false)

  expect(asked).toEqual(['orders', 'journey', 'journey'])
})

test('a new day, and whoever asks for all, asks every pack', async () => {
  const own = learner()
  await own.learn([], false)

  now = new Date('2024-01-01T21:00:00Z')
  await own.learn([], false)
  await own.learn([], true)

  expect(asked).toHaveLength(6)
})

test('what one pack learned anew stands beside what the other said before', async () => {
  const own = learner()
  await own.learn([], false)
  learned = 2

  expect(await own.learn(came('orders', 1), false)).toBe(true)

  expect(readLearned(workspace()).map(({ name, rows }) => [name, rows])).toEqual([
    ['orders_learned', [[2]]],
    ['journey_learned', [[1]]],
  ])
})
