/** What the tap of the tests does, as its configuration says it. */
export interface TapScript {
  /** an object, or a file */
  catalog?: unknown
  /** `--discover` fails with these last words */
  refuses?: string
  /** each run adds a line: how it was called */
  log?: string
  /** lines of its standard error at the beginning */
  says?: readonly string[]
  script?: readonly Step[]
}

/** A message, a line as it stands, or something that it does; `once`: a file that says it was done. */
export type Step =
  | string
  | { type: string; stream: string }
  | { type: string; value: unknown }
  | {
      do: 'exit' | 'kill' | 'hang' | 'say' | 'part' | 'child' | 'many'
      once?: string
      code?: number
      text?: string
      stream?: string
      rows?: number
      every?: number
    }

export interface TapRun {
  argv: string[]
  pid: number
  folder: string
  modes: string[]
  state?: unknown
  catalog?: unknown
  env: Record<string, string>
}

export const schemaOf = (stream: string, fields: readonly string[], key = ['id']) => ({
  type: 'SCHEMA',
  stream,
  schema: { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, {}])) },
  key_properties: key,
})

export const recordOf = (stream: string, record: Record<string, unknown>) => ({ type: 'RECORD', stream, record })

export const stateOf = (value: unknown) => ({ type: 'STATE', value })

/** A catalog of these streams, as `--discover` prints it. */
export const catalogOf = (streams: Record<string, readonly string[]>) => ({
  streams: Object.entries(streams).map(([stream, fields]) => ({
    tap_stream_id: stream,
    stream,
    key_properties: ['id'],
    schema: schemaOf(stream, fields).schema,
    metadata: [
      { breadcrumb: [], metadata: { inclusion: 'available', 'table-key-properties': ['id'] } },
      ...fields.map((field) => ({
        breadcrumb: ['properties', field],
        metadata: { inclusion: field === 'id' ? 'automatic' : 'available' },
      })),
    ],
  })),
})
