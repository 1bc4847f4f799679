import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownName, postgresPlace, sharedPostgres } from '../../test/postgres/shared.ts'
import type { World } from '../base/index.ts'
import type { Holder, NewPart, Said, State } from './contract.ts'
import type { StatePlace } from './place.ts'
import { openState } from './state.ts'

export const SAID: Said = { ru: 'так вышло', en: 'it happened' }

export const holder = (owner: string, leaseSeconds = 60): Holder => ({ owner, leaseSeconds })

export const part = (name: string, order = 1, more: Partial<NewPart> = {}): NewPart => ({
  report: 'support.morning',
  recipient: 'head',
  channel: 'telegram',
  edition: '2023-12-31',
  part: name,
  order,
  body: { text: name },
  ...more,
})

export const ENGINES = ['sqlite', 'postgres'] as const
export type EngineName = (typeof ENGINES)[number]

/** For tests: a state of its own, and whatever else is opened on it. */
export interface TestState {
  place: StatePlace
  /** of SQLite: its file */
  file: string
  open(world: World): Promise<State>
  /** statements of somebody else who has the database open */
  run(text: string): Promise<void>
  /** all that is written there, as text */
  written(): Promise<string>
  remove(): Promise<void>
}

export const ownState = (engine: EngineName): Promise<TestState> | TestState =>
  engine === 'sqlite' ? stateFolder() : stateSchema()

/** A state in a folder of its own. */
export function stateFolder(): TestState {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-state-'))
  const file = join(folder, 'state.db')
  return {
    ...opening({ file }, async () => rmSync(folder, { recursive: true })),
    file,
    async run(text) {
      const database = new DatabaseSync(file)
      try {
        database.exec(text)
      } finally {
        database.close()
      }
    },
    written: async () => ['', '-wal'].map((end) => readFileSync(file + end).toString('latin1')).join(''),
  }
}

/** schemas that a test before has left, with their tables */
const left: string[] = []

/** A state in a schema of its own; one that was used before and emptied, where there is one. */
export async function stateSchema(): Promise<TestState> {
  const database = await sharedPostgres()
  const schema = left.pop() ?? ownName()
  const run = async (text: string) =>
    void (await database.run(`select set_config('search_path', '${schema}', true); ${text}`))
  return {
    ...opening(await postgresPlace(database.url, { schema }), async () => {
      await run(EMPTY)
      left.push(schema)
    }),
    file: '',
    run,
    async written() {
      const [row] = await database.run(`select schema_to_xml('${schema}', true, false, '')::text as written`)
      return String(row?.['written'])
    },
  }
}

/** The record of what was done lets nobody delete it, but for a superuser who looks away. */
const EMPTY = `
  set local session_replication_role = replica;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = current_schema and tablename <> 'schema_version' loop
      execute format('delete from %I', name);
    end loop;
  end $$`

function opening(place: StatePlace, drop: () => Promise<void>) {
  const opened: State[] = []
  return {
    place,
    async open(world: World) {
      const state = await openState(place, world)
      opened.push(state)
      return state
    },
    async remove() {
      for (const state of opened) await state.close()
      await drop()
    },
  }
}
