import { createHash } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LOCALES } from '../../base/index.ts'
import { openState, type State } from '../../state/index.ts'
import { pinnedWorld, type PinnedWorld } from '../../../test/pinned-world.ts'
import { sampleDocument } from '../../../test/samples/reports.ts'
import type { OpenChannel, SendablePart, SendOutcome } from '../contract.ts'
import { MORNING } from '../testing.ts'
import { folder } from './index.ts'
import { folderOutcome } from './outcome.ts'

let root: string
let state: State
let world: PinnedWorld
let channel: OpenChannel

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-folder-'))
  world = pinnedWorld(MORNING)
  state = await openState({ file: join(root, 'state.db') }, world)
  channel = folder.open(undefined, { state, workspaceFolder: root, workspaceName: 'Acme' }, world)
})
afterEach(async () => {
  await state.close()
  rmSync(root, { recursive: true, force: true })
})

const part = (name: string, content: string, key: Partial<SendablePart['key']> = {}): SendablePart => ({
  part: 'file-1',
  key: { report: 'desk.morning', recipient: 'head', channel: 'folder', edition: '2023-12-31', part: 'file-1', ...key },
  body: { name, date: '2023-12-31' },
  content: new TextEncoder().encode(content),
})
const send = (sent: SendablePart, address: unknown = 'reports'): Promise<SendOutcome> =>
  channel.send(sent, sent.key.recipient, folder.address.parse(address), async () => {})
const files = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(root, 'reports')).map((name) => [name, readFileSync(join(root, 'reports', name), 'utf8')]),
  )

describe('parts', () => {
  test('a report is its files, named by day and title, in the formats that the folder wants', async () => {
    const options = channel.optionsFor?.(folder.address.parse({ path: 'reports', files: ['md', 'xlsx'] }), {
      files: ['pdf'],
      hasPictures: true,
    })

    const parts = await channel.parts(sampleDocument('ru'), options ?? { files: [], hasPictures: false })

    expect(parts.map((each) => [each.part, each.body['name'], each.content && each.content.length > 1000])).toEqual([
      ['file-2', '2023-12-31 Исследование службы поддержки.xlsx', true],
      ['file-4', '2023-12-31 Исследование службы поддержки.md', true],
    ])
  })

  test('a folder that asks for nothing gets what the schedule names, and a PDF where that names nothing for it', () => {
    const address = folder.address.parse('reports')

    expect(channel.optionsFor?.(address, { files: ['html'], hasPictures: true }).files).toEqual(['html'])
    expect(channel.optionsFor?.(address, { files: ['png'], hasPictures: true }).files).toEqual(['pdf'])
  })

  test.each(LOCALES)('a notice is a text file (%s)', async (locale) => {
    const parts = await channel.note({ locale, title: 'Сбой: desk', text: 'Причина' })

    expect(parts.map(({ body }) => body['name'])).toEqual(['2023-12-31 05-45-00 Сбой desk.txt'])
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(parts[0]?.content)).toMatch(/^\uFEFFСбой: desk\n/)
  })
})

describe('writing', () => {
  test('a file appears whole, and nothing else is left', async () => {
    const outcome = await send(part('2023-12-31 Утро.pdf', 'whole'))

    expect(outcome).toEqual({ kind: 'sent', receipt: join(root, 'reports', '2023-12-31 Утро.pdf') })
    expect(files()).toEqual({ '2023-12-31 Утро.pdf': 'whole' })
  })

  test('the same part written again is the same file', async () => {
    const first = await send(part('a.pdf', 'one'))
    const second = await send(part('a.pdf', 'one'))

    expect(second).toEqual(first)
    expect(files()).toEqual({ 'a.pdf': 'one' })
  })

  test('a process that was killed between the two names of a finished file leaves one of them', async () => {
    const sent = part('a.pdf', 'one')
    await send(sent)
    const temporary = `.svodka-${createHash('sha256').update(JSON.stringify(sent.key)).digest('hex').slice(0, 16)}.tmp`
    linkSync(join(root, 'reports', 'a.pdf'), join(root, 'reports', temporary))

    await send(sent)

    expect(files()).toEqual({ 'a.pdf': 'one' })
  })

  test('the same edition replaces its own file; another edition, another recipient and strangers keep theirs', async () => {
    mkdirSync(join(root, 'reports'))
    writeFileSync(join(root, 'reports', 'b.pdf'), 'somebody’s own')
    await send(part('a.pdf', 'one'))
    await send(part('a.pdf', 'two'))
    await send(part('a.pdf', 'evening', { edition: '2023-12-31T18:00' }))
    await send(part('a.pdf', 'for the other', { recipient: 'other' }))
    await send(part('b.pdf', 'ours'))

    expect(files()).toEqual({
      'a.pdf': 'two',
      'a (2).pdf': 'evening',
      'a (3).pdf': 'for the other',
      'b.pdf': 'somebody’s own',
      'b (2).pdf': 'ours',
    })
  })

  test('a file that somebody changed is theirs from then on', async () => {
    await send(part('a.pdf', 'one'))
    writeFileSync(join(root, 'reports', 'a.pdf'), 'with my notes')

    await send(part('a.pdf', 'two'))

    expect(files()).toEqual({ 'a.pdf': 'with my notes', 'a (2).pdf': 'two' })
  })

  test('messages for one folder at the same time never take the same name', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']

    await Promise.all(names.map((recipient) => send(part('r.pdf', recipient, { recipient }))))

    expect(Object.values(files()).toSorted()).toEqual(names)
  })

  test('a writing that was cut off before the name was given ends in one file', async () => {
    mkdirSync(join(root, 'reports'))
    const path = join(root, 'reports', 'a.pdf')
    const { key } = part('a.pdf', '')
    await state.recipients.remember(
      'folder',
      path,
      JSON.stringify({ key: JSON.stringify(key), sha256: ['of what was to come'] }),
    )

    await send(part('a.pdf', 'one'))

    expect(files()).toEqual({ 'a.pdf': 'one' })
  })
})

describe('retention', () => {
  test('only files that this channel wrote, and nobody changed, are deleted', async () => {
    const address = { path: 'reports', keepDays: 30 }
    await send(part('2023-11-01 Утро.pdf', 'old', { edition: 'a' }), address)
    await send(part('2023-11-02 Утро.pdf', 'old', { edition: 'b' }), { path: 'reports' })
    await send(part('2023-12-15 Утро.pdf', 'young', { edition: 'c' }), { path: 'reports' })
    writeFileSync(join(root, 'reports', '2023-11-02 Утро.pdf'), 'old, with notes')
    writeFileSync(join(root, 'reports', '2020-01-01 чужой.pdf'), 'not ours')

    await send(part('2023-12-31 Утро.pdf', 'new'), address)

    expect(Object.keys(files()).toSorted()).toEqual([
      '2020-01-01 чужой.pdf',
      '2023-11-02 Утро.pdf',
      '2023-12-15 Утро.pdf',
      '2023-12-31 Утро.pdf',
    ])
  })
})

describe('what can go wrong', () => {
  test('a share that is not mounted is not made, and a person is asked', async () => {
    const outcome = await send(part('a.pdf', 'one'), join(root, 'share'))

    expect(outcome).toMatchObject({
      kind: 'later',
      needsPerson: true,
      cause: { en: expect.stringMatching(/is not there \(ENOENT\)/) },
    })
    expect(readdirSync(root)).not.toContain('share')
  })

  test('a path that is a file is refused', async () => {
    writeFileSync(join(root, 'file'), '')

    const outcome = await send(part('a.pdf', 'one'), join(root, 'file', 'reports'))

    expect(outcome).toMatchObject({ kind: 'refused', cause: { ru: expect.stringMatching(/не папка/) } })
  })

  test('a name that the file system does not take is refused', async () => {
    const outcome = await send(part(`${'ы'.repeat(200)}.pdf`, 'one'))

    expect(outcome).toMatchObject({ kind: 'refused', cause: { en: expect.stringMatching(/too long/) } })
  })

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write asks for a person', async () => {
    mkdirSync(join(root, 'reports'))
    chmodSync(join(root, 'reports'), 0o500)

    expect(await send(part('a.pdf', 'one'))).toMatchObject({ kind: 'later', needsPerson: true })
  })

  test.each([
    ['EACCES', 'later', true],
    ['ENOSPC', 'later', true],
    ['EROFS', 'later', true],
    ['EBUSY', 'later', undefined],
    ['ETXTBSY', 'later', undefined],
    ['EHOSTDOWN', 'later', undefined],
    ['ENOTDIR', 'refused', undefined],
    ['ESOMETHING', 'later', undefined],
  ])('%s is %s', (code, kind, needsPerson) => {
    const outcome = folderOutcome(Object.assign(new Error(`${code}: no`), { code }), '/share')

    expect(outcome).toMatchObject({
      kind,
      cause: { ru: expect.stringContaining(code), en: expect.stringContaining(code) },
    })
    expect('needsPerson' in outcome ? outcome.needsPerson : undefined).toBe(needsPerson)
  })
})
