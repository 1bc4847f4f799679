import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret, sql } from '../../src/kit/index.ts'
import { catalogOf, recordOf, schemaOf, stateOf, type Step, type TapScript } from './script.ts'
import { isAlive, NOTES, openSingerWorkspace, runsOf, scripted, TAP, type SingerWorkspace } from './workspace.ts'

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

const log = () => join(temporary, 'runs.ndjson')
const once = (name = 'done') => join(temporary, name)
const run = async (script: readonly Step[], more: Record<string, unknown> = {}, config: TapScript = {}) => {
  const [result] = await workspace.sync(
    scripted({ catalog, log: log(), script, ...config }, { catalog: 'none', ...more }),
  )
  if (!result) throw new Error('no result')
  return result
}
const counts = ({ added, changed, unchanged, rejected }: Awaited<ReturnType<typeof run>>) => [
  added,
  changed,
  unchanged,
  rejected,
]
const notes = () => workspace.rows('select note_id, text, sum from core.shop_note order by note_id')
const ids = async () => (await notes()).map(({ note_id: id }) => id)
const cursorState = async () => (await workspace.warehouse.cursor('tap', 'shop.note'))?.['state']
/** How it was called to read, not to tell its catalog. */
const readings = () => runsOf(log()).filter(({ argv }) => !argv.includes('--discover'))
const said = () =>
  workspace.world.lines
    .filter(({ event }) => event === 'singer.said')
    .map(({ level, fields }) => [level, fields['line']])

describe('rows and states', () => {
  test('records become rows, the last state becomes the cursor, and the next run goes on from it', async () => {
    const first = await run([schema, noted(1), noted(2), stateOf({ notes: 2 }), noted(3), stateOf({ notes: 3 })])
    const state = await cursorState()
    const second = await run([schema, stateOf({ notes: 3 }), noted(4), stateOf({ notes: 4 })])

    expect([counts(first), counts(second)]).toEqual([
      [3, 0, 0, 0],
      [1, 0, 0, 0],
    ])
    expect(first.asOf).toBe('2024-01-01T00:00:00.000Z')
    expect([state, await cursorState()]).toEqual(['{"notes":3}', '{"notes":4}'])
    expect(await notes()).toEqual([1, 2, 3, 4].map((id) => ({ note_id: id, text: `note ${id}`, sum: id / 2 })))
    expect(readings().map((each) => each.state)).toEqual([undefined, { notes: 3 }])
  })

  test('whole numbers keep every digit, in rows and in the state', async () => {
    await run([
      schema,
      '{"type": "RECORD", "stream": "notes", "record": {"id": 1, "note": 12345678901234567890, "sum": 1e2}}',
      '{"type": "STATE", "value": {"last": 1234567890123456789012}}',
    ])

    expect(await notes()).toEqual([{ note_id: 1, text: '12345678901234567890', sum: 100 }])
    expect(await cursorState()).toBe('{"last": 1234567890123456789012}')
  })

  test('a record that comes twice is one row, a changed one a new version', async () => {
    const first = await run([schema, noted(1), noted(1), noted(2), stateOf(1)])
    const second = await run([schema, noted(1, 'changed'), noted(2), stateOf(2)])

    expect([counts(first), counts(second)]).toEqual([
      [2, 0, 1, 0],
      [0, 1, 1, 0],
    ])
    expect((await notes()).map(({ text }) => text)).toEqual(['changed', 'note 2'])
  })

  test('a state without news moves the cursor, and nothing lands', async () => {
    await run([schema, noted(1), stateOf(1)])
    const batches = () => workspace.rows('select count(*)::int as n from raw.batch')
    const [before] = await batches()

    const idle = await run([schema, stateOf(1), stateOf(2)])

    expect(counts(idle)).toEqual([0, 0, 0, 0])
    expect(await batches()).toEqual([before])
    expect(await cursorState()).toBe('2')
  })

  test('--refetch reads without the state; so does another choice of fields', async () => {
    const script = [schema, noted(1), stateOf(1)]
    await run(script)
    await workspace.sync(scripted({ log: log(), script }, { catalog: 'none' }), { mode: 'refetch' })
    await run(script, { catalog: 'discover', streams: { 'shop.note': { ...NOTES, select: ['note', 'sum'] } } })

    expect(readings().map((each) => each.state)).toEqual([undefined, undefined, undefined])
  })

  test('SQL reads fields of their own types, and what is inside them', async () => {
    const columns = { note_id: 'id', text: sql`who ->> '$.name'`, sum: sql`paid / 100` }
    const fields = { who: 'json', paid: 'decimal(18, 2)' }
    await run(
      [
        schemaOf('notes', ['id', 'who', 'paid']),
        recordOf('notes', { id: 1, who: { name: 'Анна' }, paid: 12345 }),
        recordOf('notes', { id: 2 }),
      ],
      { streams: { 'shop.note': { stream: 'notes', columns, fields } } },
    )

    expect(await notes()).toEqual([
      { note_id: 1, text: 'Анна', sum: 123.45 },
      { note_id: 2, text: null, sum: null },
    ])
  })

  test('a tap that writes fast is read at the pace of the disk', async () => {
    const rows = 20_000
    const text = 'x'.repeat(500)
    const result = await run([schema, { do: 'many', stream: 'notes', rows, every: 5000, text }], {
      checkpointMegabytes: 16,
      streams: {
        'shop.note': {
          stream: 'notes',
          columns: { note_id: sql`id + 1000000`, text: 'note' },
          fields: { id: 'bigint' },
        },
      },
    })

    expect(result.added).toBe(rows)
    expect(await cursorState()).toBe('{"id":20000}')
  })
})

describe('what is no record', () => {
  test('a line that is no message is rejected with its text, and the others are read', async () => {
    const result = await run([
      schema,
      noted(1),
      'Fetching page 2 …',
      '{"id": 2, "note": "no message"}',
      '{"type": "RECORD", "stream": "notes", "record": {"id": NaN}}',
      recordOf('notes', { id: 'seven', note: 'x' }),
      noted(3),
      stateOf(1),
    ])
    const { rows } = await workspace.warehouse.rejected({ source: 'tap', limit: 100 })

    expect(counts(result)).toEqual([2, 0, 0, 4])
    expect(await ids()).toEqual([1, 3])
    expect(rows.map(({ record }) => record)).toEqual(
      expect.arrayContaining(['"Fetching page 2 …"', '{"id": NaN}', JSON.stringify('{"id": 2, "note": "no message"}')]),
    )
  })

  test('records of other streams are left out, messages of other types are told once', async () => {
    const version = { type: 'ACTIVATE_VERSION', stream: 'notes', version: 1 }
    await run([schema, noted(1), recordOf('others', { id: 1 }), version, version, { type: 'WHATEVER', stream: 'x' }], {
      catalog: 'none',
    })

    expect(await ids()).toEqual([1])
    expect(workspace.world.lines.filter(({ event }) => event.startsWith('singer.')).map(({ event }) => event)).toEqual([
      'singer.version_ignored',
      'singer.ignored',
      'singer.others',
    ])
  })

  test('rows in files of the tap’s own are refused, not lost', async () => {
    const batch = { type: 'BATCH', stream: 'notes', encoding: { format: 'jsonl' }, manifest: ['file:///x'] }
    const result = await run([schema, batch])

    expect(result.error).toMatch(/shop\.note: .* puts its rows into files of its own \(BATCH\).*Take batch_config out/)
    expect(result.asOf).toBeNull()
  })

  test('a field that the tap does not have is named with the nearest one', async () => {
    const columns = { note_id: 'id', text: 'noote' }
    const result = await run([schema, noted(1)], { streams: { 'shop.note': { stream: 'notes', columns } } })

    expect(result.error).toBe(
      'shop.note: the records of notes have no field noote. Did you mean note? They have: id, note, sum.',
    )
  })
})

describe('a tap that fails', () => {
  test('what it had sent is kept, and the next attempt goes on from its last state', async () => {
    const died: Step = { do: 'exit', code: 3, once: once() }
    const script = [schema, noted(1), stateOf(1), noted(2), died, noted(2), noted(3), stateOf(3)]

    const result = await run(script, {}, { says: ['INFO begins', 'CRITICAL the quota is used up'] })

    expect(result.error).toBeNull()
    expect(counts(result)).toEqual([3, 0, 2, 0])
    expect(await ids()).toEqual([1, 2, 3])
    expect(readings().map((each) => each.state)).toEqual([undefined, 1])
    expect(workspace.world.lines.find(({ event }) => event === 'sync.failed')?.fields['error']).toBe(
      `shop.note: ${TAP[0]?.split('/').at(-1)} ended with code 3 before it was done. What it had sent is kept; the next ` +
        'attempt goes on from its last state. Its last lines:\nINFO begins\nCRITICAL the quota is used up',
    )
  })

  test('half a line of one that was killed is no row and no reject', async () => {
    const part: Step = {
      do: 'part',
      text: '{"type": "RECORD", "stream": "notes", "record": {"id": 11',
      once: once('part'),
    }
    const result = await run([schema, noted(1), part, { do: 'kill', once: once() }, noted(2), stateOf(1)])

    expect(result.error).toBeNull()
    expect(result.rejected).toBe(0)
    expect(await ids()).toEqual([1, 2])
  })

  test('one that is silent for too long is stopped, with what it started; a later run goes on', async () => {
    const script: Step[] = [schema, noted(1), stateOf(1), { do: 'child', once: once() }, { do: 'hang' }]
    const silent = await run(script, { silenceMinutes: 0.02 })
    const later = await run([schema, noted(1), stateOf(1), noted(2), stateOf(2)])
    const child = said()
      .map(([, text]) => /^child (\d+)$/.exec(String(text))?.[1])
      .find(Boolean)

    expect(silent.error).toMatch(/has said nothing for 0\.02 min and was stopped/)
    expect(later.error).toBeNull()
    expect(await ids()).toEqual([1, 2])
    expect([Number(child), ...readings().map(({ pid }) => pid)].filter(isAlive)).toEqual([])
  })

  test('a program that is not there is named with what to do', async () => {
    const result = await run([], { command: ['taps/none/bin/tap-none'] })

    expect(result.error).toMatch(
      /^The tap’s program taps\/none\/bin\/tap-none could not be started: there is no such program/,
    )
  })

  test('one that cannot tell its streams stops the source, with its last words', async () => {
    const result = await run([], { catalog: 'discover' }, { refuses: 'CRITICAL config lacks start_date' })

    expect(result.error).toMatch(
      /did not tell its streams \(--discover\): it ended with code 1.*\nCRITICAL config lacks start_date$/s,
    )
    expect((await run([], { catalog: 'discover' }, { catalog: 'no' })).error).toMatch(
      / gave no catalog of a Singer tap/,
    )
    const [entry] = catalogOf({ notes: FIELDS }).streams
    const odd = { streams: [{ ...entry, metadata: [{ breadcrumb: '[]', metadata: {} }] }] }
    expect((await run([], { catalog: 'discover' }, { catalog: odd })).error).toMatch(/ gave no catalog of a Singer tap/)
  })

  test('a run that is cancelled leaves no tap behind', async () => {
    const controller = new AbortController()
    const settings = scripted(
      { catalog, log: log(), script: [schema, { do: 'say', text: 'waits' }, { do: 'hang' }] },
      { catalog: 'none' },
    )
    const { lines } = workspace.world
    const push = lines.push.bind(lines)
    lines.push = (...more) => {
      if (more.some(({ event }) => event === 'singer.said')) controller.abort()
      return push(...more)
    }
    const [result] = await workspace.sync(settings, { signal: controller.signal })

    expect(result?.error).toMatch(/^The sync was stopped/)
    expect(readings().some(({ pid }) => isAlive(pid))).toBe(false)
  })
})

describe('secrets', () => {
  const key = 'S3cr3t "key" with a space'
  const config = { token: new Secret(key), nested: { list: [new Secret('another one')] } }

  test('they reach the tap by a file that nobody else reads, which is gone afterwards', async () => {
    await run(
      [schema, noted(1)],
      { catalog: 'discover', env: { TAP_TOKEN: new Secret('by environment') } },
      config as TapScript,
    )
    const [discovery, reading] = runsOf(log())

    expect(discovery?.modes).toEqual(['700', '600'])
    expect(reading?.argv.join(' ')).not.toMatch(/S3cr3t|another/)
    expect(reading?.env['TAP_TOKEN']).toBe('by environment')
    expect([discovery, reading].map((each) => existsSync(each?.folder ?? ''))).toEqual([false, false])
  })

  test('nothing of Svodka’s own environment reaches the tap but what programs need', async () => {
    process.env['TELEGRAM_TOKEN'] = 'of Svodka'
    await run([schema]).finally(() => delete process.env['TELEGRAM_TOKEN'])
    const [reading] = readings()

    expect(reading?.env['TELEGRAM_TOKEN']).toBeUndefined()
    expect(reading?.env['PATH']).toBe(process.env['PATH'])
  })

  test('whatever a tap says of them is not in the log, in errors, or among rejected rows', async () => {
    const shown = [
      key,
      JSON.stringify(key),
      encodeURIComponent(key),
      Buffer.from(key).toString('base64'),
      'another one',
    ]
    const result = await run(
      [schema, `config is {"token": ${JSON.stringify(key)}}`, { do: 'exit', code: 1 }],
      {},
      { ...(config as TapScript), says: shown.map((each) => `ERROR could not sign in with ${each} there`) },
    )
    const { rows } = await workspace.warehouse.rejected({ source: 'tap', limit: 100 })

    expect(said().slice(0, shown.length)).toEqual(
      shown.map((_, at) => ['error', `ERROR could not sign in with ${at === 1 ? '"[secret]"' : '[secret]'} there`]),
    )
    const all = JSON.stringify([result, rows, workspace.world.lines])
    expect(all).toContain('[secret]')
    expect(all).not.toMatch(/S3cr3t|another one/)
  })
})

describe('the catalog', () => {
  const rootsOf = (given: unknown) =>
    (given as typeof catalog).streams.map(({ stream, metadata }) => [
      stream,
      metadata.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata,
    ])

  test('one stream is selected, with its fields; the other is not', async () => {
    const streams = {
      'shop.note': { ...NOTES, select: ['note', 'sum'], replicationMethod: 'INCREMENTAL', replicationKey: 'id' },
    }
    await run([schema], { catalog: 'discover', streams })
    const { streams: told } = (readings()[0]?.catalog ?? { streams: [] }) as typeof catalog

    const root = { inclusion: 'available', 'table-key-properties': ['id'] }
    expect(rootsOf({ streams: told })).toEqual([
      ['notes', { ...root, selected: true, 'replication-method': 'INCREMENTAL', 'replication-key': 'id' }],
      ['others', { ...root, selected: false }],
    ])
    expect(told[0]).toMatchObject({ replication_method: 'INCREMENTAL', replication_key: 'id' })
    expect(told[0]?.metadata.slice(0, 3).map(({ metadata }) => 'selected' in metadata && metadata.selected)).toEqual([
      false,
      true,
      true,
    ])
  })

  test('what a stream is made from runs along', async () => {
    await run([schema, recordOf('others', { id: 1 }), noted(1)], {
      catalog: 'discover',
      streams: { 'shop.note': { ...NOTES, needs: ['others'] } },
    })

    expect(
      rootsOf(readings()[0]?.catalog).map(([, root]) => (root as { selected?: boolean } | undefined)?.selected),
    ).toEqual([true, true])
    expect(await ids()).toEqual([1])
  })

  test('an older tap takes it by --properties; one without a catalog takes none', async () => {
    await run([schema], { catalog: 'discover', catalogOption: '--properties' })
    await run([schema], { catalog: 'none' })

    expect(readings().map(({ argv }) => argv.filter((word) => word.startsWith('--')))).toEqual([
      ['--config', '--properties'],
      ['--config'],
    ])
  })

  test('streams of one source and one sync ask the tap once', async () => {
    const buyers = { stream: 'others', entity: 'shop.buyer', columns: { name: 'id' } }
    await run([schema, schemaOf('others', ['id'])], { catalog: 'discover', streams: { 'shop.note': NOTES, buyers } })

    expect(runsOf(log()).filter(({ argv }) => argv.includes('--discover'))).toHaveLength(1)
    expect(readings()).toHaveLength(2)
  })
})

describe('check', () => {
  test('names the streams, their keys and how they are read', async () => {
    const streams = {
      'shop.note': { ...NOTES, replicationMethod: 'INCREMENTAL', replicationKey: 'id' },
      wrong: { stream: 'note', entity: 'shop.buyer' },
      thin: { stream: 'others', entity: 'shop.buyer', columns: { name: 'title' } },
    }
    const lines = await workspace.check(scripted({ catalog }, { streams }))

    expect(lines.map(({ ok }) => ok)).toEqual([true, true, false, false])
    expect(lines.map(({ message }) => message).join('\n')).toBe(
      [
        `${TAP[0]} answers; it has 2 streams`,
        'shop.note: notes, 3 fields, key id; new rows only, by id',
        'wrong: the tap has no stream note. Did you mean notes? It has: notes, others.',
        'thin: the records of others have no field title. They have: id.',
      ].join('\n'),
    )
  })

  test('of a tap without a catalog it is asked whether it starts', async () => {
    const there = await workspace.check(scripted({}, { catalog: 'none' }), 'ru')
    const gone = await workspace.check(scripted({}, { catalog: 'none', command: ['tap-none'] }), 'ru')

    expect(there).toEqual([{ ok: true, message: `${TAP[0]} запускается` }])
    expect(gone[0]).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Не удалось запустить программу tap-none: на этой машине её нет/),
    })
  })
})
