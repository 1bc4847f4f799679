import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { catalogOf, recordOf, schemaOf, stateOf, type Step } from './script.ts'
import { NOTES, openSingerWorkspace, runsOf, scripted, type SingerWorkspace } from './workspace.ts'

const FIELDS = ['id', 'note', 'sum']
const catalog = catalogOf({ notes: FIELDS, others: ['id'] })
const schema = schemaOf('notes', FIELDS)
const noted = (id: number, note: unknown = `note ${id}`) => recordOf('notes', { id, note, sum: id / 2 })

let temporary: string
let workspace: SingerWorkspace
beforeEach(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'svodka-singer-log-'))
  workspace = await openSingerWorkspace()
})
afterEach(async () => {
  await workspace.close()
  rmSync(temporary, { recursive: true, force: true })
})
afterAll(() => undefined)

const log = () => join(temporary, 'runs.ndjson')
const run = (script: readonly Step[], more: Record<string, unknown> = {}) =>
  workspace.sync(scripted({ catalog, log: log(), script }, more))
const notes = () => workspace.rows('select note_id, text, sum from core.shop_note order by note_id')
const cursorState = async () => (await workspace.warehouse.cursor('tap', 'shop.note'))?.['state']

test('records become rows, the last state becomes the cursor, and the next run goes on from it', async () => {
  const first = await run([schema, noted(1), noted(2), stateOf({ notes: 2 }), noted(3), stateOf({ notes: 3 })])
  const state = await cursorState()
  const second = await run([schema, stateOf({ notes: 3 }), noted(4), stateOf({ notes: 4 })])

  expect([first[0]?.added, second[0]?.added]).toEqual([3, 1])
  expect(first[0]?.asOf).toBe('2024-01-01T00:00:00.000Z')
  expect(state).toBe('{"notes":3}')
  expect(await notes()).toEqual([1, 2, 3, 4].map((id) => ({ note_id: id, text: `note ${id}`, sum: id / 2 })))
  expect(runsOf(log()).map((each) => each.state)).toEqual([undefined, undefined, undefined, { notes: 3 }])
})
