import { defineSource, fieldsNamedIn, stagingOf, type Stream } from '../../kit/index.ts'
import { check } from './check.ts'
import { read } from './read.ts'
import { singerSchema, type SingerSettings, type SingerStream } from './schema.ts'

/** Any Singer tap: a program that writes records and how far it got, line by line. */
export const singer = defineSource<SingerSettings>({
  type: 'singer',
  title: 'Singer',
  settings: singerSchema,
  streams: ({ streams }) => Object.entries(streams).map(([name, stream]) => streamOf(name, stream)),
  read,
  check,
})

function streamOf(name: string, stream: SingerStream): Stream {
  return {
    name,
    format: 'ndjson',
    record: recordOf(stream),
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream.columns) }],
  }
}

/** Texts, which the engine makes into the entity's types; what SQL reads has the type that the settings give it. */
function recordOf({ columns, fields = {} }: SingerStream): Stream['record'] {
  const named = Object.values(columns ?? {}).filter((from) => typeof from === 'string')
  const isSaid = fieldsNamedIn(columns) !== undefined || Object.keys(fields).length > 0
  return isSaid ? { ...Object.fromEntries(named.map((field) => [field, 'varchar'])), ...fields } : {}
}
