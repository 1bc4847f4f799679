import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOCALES } from '../base/index.ts'
import { Secret } from '../kit/index.ts'
import { closeDrawing, type ReportDocument } from '../reports/index.ts'
import { openState, type State } from '../state/index.ts'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { sampleDocument } from '../../test/samples/reports.ts'
import { channels, type MadePart, type OpenChannel } from './index.ts'
import { orderOf } from './order.ts'
import { MORNING } from './testing.ts'

/** What each channel needs to be opened; nothing is sent anywhere. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  telegram: { token: new Secret('123456:nobody') },
  folder: undefined,
  email: { host: 'localhost', port: 25, security: 'none', from: 'svodka@acme.example' },
}
const WRONG_ADDRESSES: readonly unknown[] = [undefined, null, '', [], { to: 1 }, { chat: 'x' }, true]

let root: string
let state: State

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-channels-'))
  state = await openState({ file: join(root, 'state.db') }, pinnedWorld(MORNING))
})
afterAll(async () => {
  await state.close()
  await closeDrawing()
  rmSync(root, { recursive: true, force: true })
})

test('every channel that has a folder is in the list', () => {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const folders = readdirSync(here).filter((name) => existsSync(join(here, name, 'index.ts')))

  expect(channels.map(({ id }) => id).toSorted()).toEqual(folders.toSorted())
})

/** A report with a picture, a second one that cannot be drawn, and a third. */
function documentWithBrokenPicture(locale: 'ru' | 'en'): ReportDocument {
  const document = sampleDocument(locale)
  const [first, second] = document.blocks.filter((block) => block.kind === 'chart')
  const others = document.blocks.filter(({ kind }) => kind === 'figures' || kind === 'claims' || kind === 'failed')
  const broken = { ...first, spec: { kind: 'none' } }
  return { ...document, blocks: [...others, first, broken, second] as ReportDocument['blocks'] }
}

describe.each(channels.map((channel) => [channel.id, channel] as const))('%s', (id, channel) => {
  let opened: OpenChannel
  beforeAll(() => {
    const settings = channel.settings.parse(SETTINGS[id]) as unknown
    opened = channel.open(settings, { state, workspaceFolder: root, workspaceName: 'Acme' }, pinnedWorld(MORNING))
  })
  const sorted = (parts: readonly MadePart[]) => parts.toSorted((a, b) => orderOf(a.part) - orderOf(b.part))

  test('refuses addresses that are none', () => {
    expect(WRONG_ADDRESSES.filter((address) => channel.address.safeParse(address).success)).toEqual([])
  })

  test('names its parts as the outbox orders them, with bodies that survive being written down', async () => {
    const parts = await opened.parts(sampleDocument('ru'), { files: ['md'], hasPictures: false })

    expect(parts.length).toBeGreaterThan(0)
    expect(parts.every(({ part }) => /^(text|picture|file)-[1-9]\d*$/.test(part))).toBe(true)
    expect(new Set(parts.map(({ part }) => part)).size).toBe(parts.length)
    expect(parts.map(({ body }) => JSON.parse(JSON.stringify(body)) as unknown)).toEqual(parts.map(({ body }) => body))
  })

  test.each(LOCALES)(
    'makes the same texts with and without pictures, and one broken picture costs only itself (%s)',
    async (locale) => {
      const document = documentWithBrokenPicture(locale)
      const problems: string[] = []

      const plain = await opened.parts(document, { files: [], hasPictures: false })
      const whole = await opened.parts(document, {
        files: [],
        hasPictures: true,
        onProblem: (cause) => problems.push(cause[locale]),
      })

      const names = sorted(plain).map(({ part }) => part)
      const added = sorted(whole).filter(({ part }) => !names.includes(part))
      expect(added.map(({ part }) => part)).toEqual(opened.isOneMessage ? [] : ['picture-1', 'picture-3'])
      const first = sorted(whole).slice(0, names.length)
      expect(opened.isOneMessage ? first.map(({ part }) => part) : first).toEqual(
        opened.isOneMessage ? names : sorted(plain),
      )
      expect(problems).toHaveLength(id === 'folder' ? 0 : 1)
    },
  )

  test('says a note in words that a preview can show, and sends its file after it', async () => {
    const file = { name: 'svodka.log', mediaType: 'text/plain', content: new TextEncoder().encode('line') }
    const parts = await opened.note({ locale: 'en', title: 'Failure: desk', text: 'Cause:\nno answer', file })

    const [first] = sorted(parts)
    expect(first?.part).toBe('text-1')
    expect(String(first?.body['text'])).toMatch(/Failure: desk[\s\S]*no answer/)
    const carried = parts.map(({ content }) => new TextDecoder().decode(content)).join('')
    expect(carried.endsWith('line')).toBe(true)
  })
})
