import { describe, expect, test } from 'vitest'
import { createJsonElements } from './json-elements.ts'

/** The elements of a text that comes in pieces of so many bytes. */
function elementsOf(text: string, pieceBytes = Number.MAX_SAFE_INTEGER): { elements: string[]; isWhole: boolean } {
  const elements: string[] = []
  let element: Uint8Array[] = []
  const reader = createJsonElements(
    (bytes) => element.push(bytes.slice()),
    () => {
      elements.push(Buffer.concat(element).toString())
      element = []
    },
  )
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.pass(bytes.subarray(at, at + pieceBytes))
  return { ...reader.end(), elements }
}

const RECORDS = [
  { id: 1, name: 'Ёлкин "Зять" \\ {[', tags: [1, { deep: [] }] },
  { id: 2, name: null, about: { city: 'Омск}' } },
  { id: 3, name: '' },
]

describe('whole texts', () => {
  const layouts: [string, string][] = [
    ['an array in one line', JSON.stringify(RECORDS)],
    ['an array with a record a line', `[\n${RECORDS.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`],
    ['an array laid out for people', JSON.stringify(RECORDS, null, 2)],
    [
      'an array with a byte-order mark and the line ends of Windows',
      `\ufeff${JSON.stringify(RECORDS, null, 2).replaceAll('\n', '\r\n')}`,
    ],
    ['records one after another', RECORDS.map((each) => JSON.stringify(each)).join('\n')],
  ]

  test.each(layouts)('%s gives its records, each in one line, however it comes in pieces', (_layout, text) => {
    for (const pieceBytes of [1, 2, 3, 7, 64, 100_000]) {
      const { elements, isWhole } = elementsOf(text, pieceBytes)

      expect(elements.map((each) => JSON.parse(each))).toEqual(RECORDS)
      expect(elements.some((each) => each.includes('\n'))).toBe(false)
      expect(isWhole).toBe(true)
    }
  })

  test('an empty array and an empty text have no elements', () => {
    expect(elementsOf('[]')).toEqual({ elements: [], isWhole: true })
    expect(elementsOf('')).toEqual({ elements: [], isWhole: true })
  })
})

describe('broken texts cost their own record', () => {
  const good = (text: string) =>
    elementsOf(text).elements.flatMap((each) => {
      try {
        return [(JSON.parse(each) as { id: number }).id]
      } catch (error) {
        if (error instanceof SyntaxError) return []
        throw error
      }
    })

  test.each([
    ['a value that is none', '[{"id":1},\n{"id":oops},\n{"id":3},\n{"id":4}]'],
    ['a brace that is missing at the end', '[{"id":1},\n{"id":2,\n{"id":3},\n{"id":4}]'],
    ['the same in one line', '[{"id":1},{"id":2,{"id":3},{"id":4}]'],
    ['a brace that is missing at the beginning', '[{"id":1},\n"id":2,"a":3},\n{"id":3},\n{"id":4}]'],
    ['a quote that is missing', '[{"id":1},\n{"id":2,"a":"x},\n{"id":3},\n{"id":4}]'],
    ['the same in one line', '[{"id":1},{"id":2,"a":"x},{"id":3},{"id":4}]'],
    ['a line end within a text', '[{"id":1},\n{"id":2,"a":"x\ny"},\n{"id":3},\n{"id":4}]'],
    ['brackets that do not match', '[{"id":1},\n{"id":2,"a":[1,2},\n{"id":3},\n{"id":4}]'],
    ['a bracket where none may be', '[{"id":1},\n{"id":2],\n{"id":3},\n{"id":4}]'],
    ['words between records', '[{"id":1},\nand then,\n{"id":3},\n{"id":4}]'],
  ])('%s', (_fault, text) => {
    expect(good(text)).toEqual([1, 3, 4])
    expect(elementsOf(text).elements.length).toBeGreaterThan(3)
  })

  test('nothing of the text is lost: every byte but space and commas is in one element', () => {
    const text = '[{"id":1},{"id":2,"a":"x},{"id":3},\nand,{"id":4'
    expect(elementsOf(text).elements.join('').replaceAll(/[\s,]/g, '')).toBe(text.slice(1).replaceAll(/[\s,]/g, ''))
  })
})

describe('a text that ends too early is not whole', () => {
  test.each([
    ['within a record', '[{"id":1},{"id":2', ['{"id":1}', '{"id":2']],
    ['between records', '[{"id":1},{"id":2},', ['{"id":1}', '{"id":2}']],
    ['within a text', '[{"id":1},{"id":"tw', ['{"id":1}', '{"id":"tw']],
  ])('%s', (_where, text, elements) => {
    expect(elementsOf(text)).toEqual({ elements, isWhole: false })
  })
})
