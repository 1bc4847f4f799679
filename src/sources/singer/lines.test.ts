import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf } from './lines.ts'

async function* chunks(text: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (const size of sizes) yield text.subarray(at, (at += size))
  yield text.subarray(at)
}

async function read(text: string, sizes: readonly number[] = [], most?: number): Promise<unknown[]> {
  const lines: unknown[] = []
  for await (const { bytes, isWhole, isCut } of linesOf(chunks(Buffer.from(text), sizes), most))
    lines.push([bytes.toString(), isWhole, isCut])
  return lines
}

test('blank lines are left out, and a last line without end is told', async () => {
  expect(await read('a\n\n \r\nб\nc')).toEqual([
    ['a', true, false],
    ['б', true, false],
    ['c', false, false],
  ])
})

test('of a line that is too long its beginning is kept', async () => {
  expect(await read(`${'x'.repeat(50)}\nshort\n`, [7, 7, 7], 20)).toEqual([
    ['x'.repeat(21), true, true],
    ['short', true, false],
  ])
})

test('wherever chunks are cut, the lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.array(fc.nat(9)), async (texts, sizes) => {
      const text = texts.map((each) => each.replaceAll('\n', '')).join('\n')

      expect(await read(text, sizes)).toEqual(await read(text))
    }),
  )
})
