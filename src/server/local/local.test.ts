import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineWords, SvodkaError } from '../../base/index.ts'
import { findServer, remoteProgram, type Program, type RunningServer } from '../index.ts'
import { startWhole } from '../testing.ts'
import { lineText, readLines, type LocalLine, type LocalPiece } from './frames.ts'

const words = defineWords({ en: { slow: 'Ask later.' }, ru: { slow: 'Спросите позже.' } })
const ASKER = { person: { id: 'anna', name: 'Anna', role: 'seller' }, locale: 'ru' as const }
const BYTES = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256)

/** A program that shows what it was asked, and fails as real ones do. */
const program = {
  about: async (...given: unknown[]) => ({ given }),
  rows: async () => {
    throw new SvodkaError(words, 'slow', {}, { recovery: 'retry', retryAfterSeconds: 7 })
  },
  report: async () => [
    { name: 'a', content: BYTES },
    { name: 'b', content: Buffer.from('line\nline\n') },
    { name: 'c', content: new Uint8Array() },
  ],
} as unknown as Program

const folder = mkdtempSync(join(tmpdir(), 'svodka-local-'))
const serverFile = join(folder, 'server.json')
const strangers: Server[] = []
let server: RunningServer

beforeAll(async () => {
  server = await startWhole(program, { port: 18480, page: folder, serverFile })
})
afterAll(async () => {
  await server.close()
  for (const stranger of strangers) stranger.close()
  rmSync(folder, { recursive: true })
})

/** The file of a process at whose address something else answers. */
async function fileOf(answer: (close: () => void) => { status: number; text: string } | undefined): Promise<string> {
  const stranger = createServer((request, response) => {
    const given = answer(() => request.socket.destroy())
    if (given) response.writeHead(given.status).end(given.text)
  }).listen(0, '127.0.0.1')
  strangers.push(stranger)
  await new Promise((resolve) => stranger.once('listening', resolve))
  const file = join(folder, `stranger-${strangers.length}.json`)
  const { port } = stranger.address() as AddressInfo
  writeFileSync(file, JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}`, token: 'x' }))
  return file
}

describe('the program of another process', () => {
  const remote = remoteProgram(serverFile)

  test('is asked with the person, as if it were here', async () => {
    expect(await remote.about(ASKER)).toEqual({ given: [ASKER] })
  })

  test('hands over bytes as they are, of any kind and length', async () => {
    const files = await remote.report('x', { format: 'pdf' }, ASKER)

    expect(files.map(({ content }) => Buffer.from(content).equals(BYTES))).toEqual([true, false, false])
    expect(files.slice(1).map(({ content }) => Buffer.from(content).toString())).toEqual(['line\nline\n', ''])
  })

  test('explains its errors in both languages, with when to ask again', async () => {
    const error: unknown = await remote.rows({ metric: 'a.b' }, ASKER).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ code: 'slow', recovery: 'retry', retryAfterSeconds: 7 })
    expect((error as SvodkaError).say('ru')).toBe('Спросите позже.')
  })

  test('is away where nobody listens, and where a stranger refuses the token', async () => {
    const nobody = await fileOf(() => undefined)
    await new Promise((resolve) => strangers.at(-1)?.close(resolve))
    const files = [join(folder, 'none.json'), nobody, await fileOf(() => ({ status: 401, text: '' }))]

    for (const file of files) {
      await expect(remoteProgram(file).about(ASKER)).rejects.toMatchObject({ code: 'worker_away', recovery: 'retry' })
      expect(await findServer(file)).toBeUndefined()
    }
  })

  test('is lost where its answer breaks off: what was asked may have been done', async () => {
    const files = [
      await fileOf((close) => void close()),
      await fileOf(() => ({ status: 200, text: '{"kind":"alive"}\n{"kind":"resu' })),
      await fileOf(() => ({ status: 200, text: '{"kind":"bytes","length":10}\nabc' })),
    ]

    for (const file of files)
      await expect(remoteProgram(file).about(ASKER)).rejects.toMatchObject({ code: 'lost_server', recovery: 'retry' })
  })
})

test('lines and bytes are told apart wherever the pieces are cut', async () => {
  const bytes: Uint8Array[] = []
  const result = lineText({ kind: 'result', result: { name: 'Ёж', content: BYTES.subarray(0, 40) } }, bytes)
  const head = lineText({ kind: 'bytes', length: 40 }, [])
  const whole = Buffer.concat([Buffer.from(`{"kind":"alive"}\n${head}\n`), ...bytes, Buffer.from(`${result}\n`)])

  for (let size = 1; size <= 9; size++) {
    const lines: (LocalLine | LocalPiece)[] = []
    for await (const line of readLines(pieces(whole, size))) lines.push(line)
    expect(lines).toEqual([{ kind: 'alive' }, { kind: 'result', result: { name: 'Ёж', content: BYTES.slice(0, 40) } }])
  }
})

async function* pieces(whole: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}
