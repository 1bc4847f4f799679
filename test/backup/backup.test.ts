import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreWorkspace, type OpenSvodka } from '../../src/app/index.ts'
import type { Row } from '../../src/base/index.ts'
import { commandsOn } from '../../src/cli/testing.ts'
import { deskTicket } from '../small-desk.ts'
import { ASKER, openBackedUp, TICKETS, TOKEN, type BackedUpWorkspace } from './workspace.ts'

let work: BackedUpWorkspace
let server: OpenSvodka
let url: string
/** taken while a sync waited for the help desk */
let backup: string
let before: Figures
let undisturbed: Figures

type Figures = Awaited<ReturnType<typeof figuresOf>>

/** Figures of every kind, and every row and version that they stand on. */
async function figuresOf(svodka: OpenSvodka) {
  const period = { from: '2022-12-01', to: '2024-02-01' }
  const answer = async (metrics: string[], by: string[]): Promise<readonly Row[]> =>
    (await svodka.query({ metrics, by, grain: 'month', ...period }, ASKER)).rows
  const { tables } = await svodka.schema()
  return {
    tickets: await answer(['support.tickets_created', 'support.tickets_resolved', 'support.backlog'], ['priority']),
    hours: await answer(['support.resolution_hours', 'support.resolution_working_hours', 'support.satisfaction'], []),
    ratings: await answer(['calls.satisfaction'], []),
    tables: Object.fromEntries(
      tables.filter(({ layer }) => layer === 'core' || layer === 'mart').map(({ name, rows }) => [name, rows]),
    ),
  }
}

const rate = (id: number, score: number) =>
  fetch(`${url}/api/ingest/till/calls.rating`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ rating_id: String(id), rated_at: '2023-12-31T10:00:00Z', score }),
  }).then(({ status }) => status)

const restore = (from: string, into: string, isForced = false) =>
  restoreWorkspace({ from, into, isForced }, 'en', () => {})

beforeAll(async () => {
  work = await openBackedUp()
  server = await work.open()
  url = (await server.serve()).url
  await server.sync({ mode: 'new', locale: 'en' }, () => {})
  await rate(1, 5)
  await server.sync({ mode: 'new', locale: 'en' }, () => {})
  before = await figuresOf(server)

  for (let number = 1; number <= 40; number++)
    work.desk.put(deskTicket(number * 3, { status: 5, updated_at: '2023-12-31T12:00:00Z' }))
  for (let number = 1; number <= 150; number++)
    work.desk.put(deskTicket(1000 + number, { updated_at: '2023-12-31T13:00:00Z' }))
  const isHeld = work.gate.shut(/\/tickets\?.*page=2/)
  const sync = server.sync({ mode: 'new', locale: 'en' }, () => {})
  await isHeld
  await rate(2, 3)
  const { out, told, code } = await commandsOn(work.folder).svodka(
    'backup',
    '--to',
    work.place('backups'),
    '--format',
    'json',
  )
  if (code !== 0) throw new Error(told)
  backup = (JSON.parse(out) as { folder: string }).folder
  work.gate.open()
  if (!(await sync).isComplete) throw new Error('the sync that was held did not end well')
  await server.sync({ mode: 'new', locale: 'en', sources: ['till'] }, () => {})
  undisturbed = await figuresOf(server)
})
afterAll(() => work.close())

test('a backup taken while a sync reads holds the figures from before, and a sync goes on from there to the undisturbed ones', async () => {
  const into = work.place('restored')
  const { state, description } = await restore(backup, into)
  const svodka = await work.open(into)
  const found = await figuresOf(svodka)
  const { isComplete } = await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
  const synced = await figuresOf(svodka)
  await svodka.sync({ mode: 'full', locale: 'en' }, () => {})

  expect(before.tickets).not.toEqual(undisturbed.tickets)
  expect(found).toEqual(before)
  expect(isComplete).toBe(true)
  expect(synced).toEqual(undisturbed)
  expect(await figuresOf(svodka)).toEqual(undisturbed)
  expect(description.tables['core.support_ticket_history']).toBe(0)
  expect(state).toMatchObject({ people: 0, unknown: 0 })
})

test('what was posted and not loaded is in the backup once, and is loaded once', async () => {
  const into = work.place('inbox')
  await restore(backup, into)
  const waiting = readdirSync(join(into, 'data/inbox/till/calls.rating')).filter((name) => name.endsWith('.frames'))
  const svodka = await work.open(into)

  const { streams } = await svodka.sync({ mode: 'new', locale: 'en', sources: ['till'] }, () => {})

  expect(waiting).toHaveLength(1)
  expect(streams).toMatchObject([{ stream: 'calls.rating', added: 1, changed: 0, unchanged: 0 }])
  expect((await figuresOf(svodka)).ratings).toEqual(undisturbed.ratings)
})

test('the settings come along and the secrets do not, unless they are asked for; a name is never taken twice', async () => {
  const place = work.place('with-secrets')
  const plain = readdirSync(join(backup, 'workspace'))
  const { told } = await commandsOn(work.folder).svodka('backup', '--to', place, '--with-secrets')
  const again = await commandsOn(work.folder).svodka('backup', '--to', place)
  const [name = '', ...others] = readdirSync(place)

  expect(plain).toEqual(['package.json', 'svodka.config.ts'])
  expect(readdirSync(join(place, name, 'workspace'))).toEqual(['.env', 'package.json', 'svodka.config.ts'])
  expect(told).not.toContain('Without .env')
  expect([again.code, again.told, others]).toEqual([1, expect.stringContaining('of this very second'), []])
  expect(statSync(join(place, name)).mode & 0o077).toBe(0)
})

test('backups that are kept in the workspace itself do not hold each other', async () => {
  const to = join(work.folder, 'backups')
  mkdirSync(join(to, 'svodka-20230101T000000Z.part'), { recursive: true })
  writeFileSync(join(to, 'svodka-20230101T000000Z.part', 'backup.json'), '{}')
  const backUp = () => server.backup({ to, withSecrets: false, locale: 'en' }, () => {})

  const first = await backUp()
  renameSync(first.folder, join(to, 'svodka-20230102T000000Z'))
  const second = await backUp()

  expect(readdirSync(join(second.folder, 'workspace'))).toEqual(['package.json', 'svodka.config.ts'])
  expect(second.parts.map(({ files }) => files)).toEqual(first.parts.map(({ files }) => files))
  rmSync(to, { recursive: true })
})

test('sha256sum finds in a backup what it says, and nothing else is in it', () => {
  const listed = readFileSync(join(backup, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('  '))
  const files = readdirSync(backup, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(backup, path)).isFile(),
  )

  for (const [sha256, path = ''] of listed)
    expect([
      path,
      createHash('sha256')
        .update(readFileSync(join(backup, path)))
        .digest('hex'),
    ]).toEqual([path, sha256])
  expect(files.toSorted()).toEqual([...listed.map(([, path]) => path ?? ''), 'SHA256SUMS'].toSorted())
})

test('the next backup in the same place shares the received files with the one before', async () => {
  const { out } = await commandsOn(work.folder).svodka('backup', '--to', work.place('twice'), '--format', 'json')
  const first = JSON.parse(out) as { folder: string }
  // the clock of this workspace stands still: the next second's name is made by hand
  const earlier = first.folder.replace(/\d{6}Z$/, '000000Z')
  cpSync(first.folder, earlier, { recursive: true })
  rmSync(first.folder, { recursive: true })

  const again = JSON.parse(
    (await commandsOn(work.folder).svodka('backup', '--to', work.place('twice'), '--format', 'json')).out,
  ) as { folder: string; parts: { part: string; files: number; linked: number }[] }
  const received = again.parts.find(({ part }) => part === 'received')
  rmSync(earlier, { recursive: true })
  const { description } = await restore(again.folder, work.place('from-second'))

  expect(received?.files).toBeGreaterThan(3)
  expect(received?.linked).toBe(received?.files)
  expect(description.tables['staging.desk__support_ticket']).toBe(TICKETS + 150)
})

test.each([
  [
    'cut short',
    'was altered: data/warehouse.duckdb',
    (folder: string) => truncateSync(join(folder, 'data/warehouse.duckdb'), 100_000),
  ],
  [
    'changed in one file',
    'was altered: workspace/svodka.config.ts',
    (folder: string) => appendFileSync(join(folder, 'workspace/svodka.config.ts'), ' '),
  ],
  ['without a file', 'lacks the file data/state.db', (folder: string) => rmSync(join(folder, 'data/state.db'))],
  [
    'with a file too many',
    'holds data/raw/x.ndjson, which does not belong',
    (folder: string) => writeFileSync(join(folder, 'data/raw/x.ndjson'), ''),
  ],
  ['with a shortened list', 'was altered: SHA256SUMS', (folder: string) => shorten(join(folder, 'SHA256SUMS'))],
  [
    'with a list that leads elsewhere',
    'was altered: SHA256SUMS',
    (folder: string) => appendFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/passwd\n`),
  ],
  ['without its list', 'has no file SHA256SUMS', (folder: string) => rmSync(join(folder, 'SHA256SUMS'))],
])('a backup %s is refused with a sentence, and nothing is restored', async (_, sentence, spoil) => {
  const folder = work.place('spoiled')
  rmSync(folder, { recursive: true, force: true })
  cpSync(backup, folder, { recursive: true })
  const into = work.place('nowhere')
  spoil(folder)

  await expect(restore(folder, into)).rejects.toThrow(sentence)
  expect(existsSync(join(into, 'data'))).toBe(false)
})

/** Takes out a line, and the file that it names. */
function shorten(file: string): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  const at = lines.findIndex((line) => line.includes('data/raw/'))
  rmSync(join(file, '..', lines[at]?.split('  ')[1] ?? ''))
  writeFileSync(file, lines.toSpliced(at, 1).join('\n'))
}

test('a backup that was never finished, and a folder that is none, are refused', async () => {
  const unfinished = work.place('svodka-20240101T060000Z.part')
  mkdirSync(unfinished)

  await expect(restore(unfinished, work.place('nowhere'))).rejects.toThrow('was never finished')
  await expect(restore(work.folder, work.place('nowhere'))).rejects.toThrow('is no backup')
})

test('data that stands in the way is kept, and with --force moved aside', async () => {
  const into = work.place('taken')
  await restore(backup, into)
  writeFileSync(join(into, 'data/mine.txt'), 'mine')
  writeFileSync(join(into, 'svodka.config.ts'), '// mine')
  const { svodka } = commandsOn(into)

  const refused = await svodka('restore', backup)
  const forced = await svodka('restore', backup, '--force')
  const aside = readdirSync(into).find((name) => name.startsWith('data.before-')) ?? ''

  expect([refused.code, refused.told]).toEqual([1, expect.stringContaining('or add --force')])
  expect(forced.code).toBe(0)
  expect(forced.told).toContain(`What stood there is in ${join(into, aside)}`)
  expect(forced.told).toContain('Left as they are, though the backup says otherwise: svodka.config.ts')
  expect(readFileSync(join(into, aside, 'mine.txt'), 'utf8')).toBe('mine')
  expect(existsSync(join(into, 'data/mine.txt'))).toBe(false)
})

test('a received file that is gone or was changed is said with the backup and with the restoring', async () => {
  const into = work.place('holes')
  await restore(backup, into)
  const raw = join(into, 'data/raw')
  const [gone = '', changed = ''] = readdirSync(raw, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ndjson'),
  )
  rmSync(join(raw, gone))
  appendFileSync(join(raw, changed), '{}\n')
  const svodka = await work.open(into)

  const taken = await svodka.backup({ to: work.place('with-holes'), withSecrets: false, locale: 'en' }, () => {})
  const { description } = await restore(taken.folder, work.place('from-holes'))

  expect(taken.missing).toEqual([gone, changed].toSorted())
  expect(description.missing).toEqual(taken.missing)
})
