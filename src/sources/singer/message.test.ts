import { expect, test } from 'vitest'
import fc from 'fast-check'
import { messageOf, type Message } from './message.ts'

const read = (line: string): Message | undefined => messageOf(Buffer.from(line))
const recordOf = (line: string): string | undefined => {
  const message = read(line)
  return message?.type === 'record' ? message.record.toString() : undefined
}

test('a record keeps the very bytes that the tap wrote', () => {
  const record = '{"id": 12345678901234567890, "sum": 1.10, "note": "a \\"b\\" {[", "more": {"x": [1, {"y": "]"}]}}'

  expect(recordOf(`{"type": "RECORD", "stream": "a", "record": ${record}, "version": 7}`)).toBe(record)
  expect(recordOf(` {"record":${record},"time_extracted":null,"stream":"a","type":"record"}\r`)).toBe(record)
})

test('the lines of the specification’s example', () => {
  expect(
    read(
      '{"type": "SCHEMA", "stream": "users", "key_properties": ["id"], "schema": {"required": ["id"], "type": "object", "properties": {"id": {"type": "integer"}}}}',
    ),
  ).toEqual({ type: 'schema', stream: 'users', fields: ['id'] })
  expect(recordOf('{"type": "RECORD", "stream": "users", "record": {"id": 1, "name": "Chris"}}')).toBe(
    '{"id": 1, "name": "Chris"}',
  )
  expect(read('{"type": "STATE", "value": {"users": 2, "locations": 1}}')).toEqual({
    type: 'state',
    value: '{"users": 2, "locations": 1}',
  })
})

test('a message of another type is told by its name, whatever the letter case', () => {
  expect(read('{"type":"activate_version","stream":"a","version":1}')).toEqual({
    type: 'other',
    name: 'ACTIVATE_VERSION',
    stream: 'a',
  })
})

test.each([
  ['nothing', ''],
  ['a word of the program', 'Fetching page 3 …'],
  ['an object without a type', '{"id": 1}'],
  ['a type that is no text', '{"type": 1}'],
  ['a record without a stream', '{"type":"RECORD","record":{}}'],
  ['a record that is none', '{"type":"RECORD","stream":"a","record":[1]}'],
  ['a state without a value', '{"type":"STATE"}'],
  ['a state that is no JSON', '{"type":"STATE","value":NaN}'],
  ['a line that was cut', '{"type":"RECORD","stream":"a","record":{"x":"'],
  ['a line that was cut between', '{"type":"RECORD","stream":"a"'],
  ['two objects', '{"type":"RECORD","stream":"a","record":{}} {}'],
  ['a list', '[{"type":"RECORD"}]'],
])('no message: %s', (_, line) => {
  expect(read(line)).toBeUndefined()
})

test('whatever a record holds, its bytes come out as they went in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.json()), fc.string(), (members, stream) => {
      const record = `{${Object.entries(members)
        .map(([key, json]) => `${JSON.stringify(key)}:${json}`)
        .join(',')}}`

      const message = read(`{"stream":${JSON.stringify(stream)},"record":${record},"type":"RECORD"}`)

      expect(message?.type === 'record' && [message.stream, message.record.toString()]).toEqual([stream, record])
    }),
  )
})
