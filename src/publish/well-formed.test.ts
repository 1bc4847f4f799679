import { expect, test } from 'vitest'
import { wellFormed } from './well-formed.ts'

async function read(chunks: readonly Buffer[]): Promise<Buffer> {
  const from = async function* () {
    yield* chunks
  }
  const found: Buffer[] = []
  for await (const bytes of wellFormed(from())) found.push(bytes)
  return Buffer.concat(found)
}

const TEXT = Buffer.from('Ёжик 🦔, 日本; plain\n')

test('text stays as it is, wherever it is cut', async () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    expect(await read([TEXT.subarray(0, cut), TEXT.subarray(cut)])).toEqual(TEXT)
  }
  expect(await read([...TEXT].map((byte) => Buffer.from([byte])))).toEqual(TEXT)
})

test('a mark of the byte order stays, NUL bytes go, bytes that are no text become U+FFFD', async () => {
  expect(await read([Buffer.from([0xef, 0xbb, 0xbf, 0x61])])).toEqual(Buffer.from('\u{FEFF}a'))
  expect(await read([Buffer.from('a\0b\0\0c')])).toEqual(Buffer.from('abc'))
  expect(await read([Buffer.from([0x61, 0xff, 0x62])])).toEqual(Buffer.from('a\u{FFFD}b'))
  expect(await read([Buffer.from([0x61, 0xd0])])).toEqual(Buffer.from('a\u{FFFD}'))
})
