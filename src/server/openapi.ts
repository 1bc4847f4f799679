import { Hono } from 'hono'
import { z } from 'zod'
import { API, ErrorView, type Media, type Route, type RouteKey } from '../api/index.ts'
import { jsonSchemaOf } from './json-schema.ts'

/** What OpenAPI calls a JSON Schema object, a parameter, an operation: plain JSON. */
type Json = Readonly<Record<string, unknown>>

export interface OpenApi {
  openapi: '3.1.0'
  info: Json
  tags: readonly { name: string }[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: Json & { schemas: Readonly<Record<string, Json>> }
}

export interface Operation {
  operationId: string
  summary: string
  tags: readonly string[]
  security: readonly Json[]
  parameters: readonly Json[]
  requestBody?: Json
  responses: Readonly<Record<string, Json>>
}

/** `GET /api/openapi.json`: the API as others' programs read it, made when it is first asked for. */
export function openapiRoutes(version: string, needs: Needs): Hono {
  let made: OpenApi | undefined
  return new Hono().get('/', (context) => context.json((made ??= openapi(version, needs))))
}

/** What lets a request in, by method and path: an ability, or `open`, `signed-in`, … */
export type Needs = Readonly<Record<string, string>>

/** The table of routes as OpenAPI 3.1. */
export function openapi(version: string, needs: Needs): OpenApi {
  const every = Object.entries(API).flatMap(([tag, table]) =>
    Object.entries<Route>(table).map(([key, route]) => ({ tag, key: key as RouteKey, route })),
  )
  const { schemaOf, components } = schemas(every)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const { tag, key, route } of every) {
    const { method, path } = placeOf(key)
    paths[path] = { ...paths[path], [method]: operation(key, route, { tag, need: needs[key], schemaOf }) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Svodka', version, license: { name: 'MIT', identifier: 'MIT' } },
    tags: Object.keys(API).map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      responses: {
        Refused: { description: 'An error, in the language of `?locale=`.', content: json(schemaOf(ErrorView)) },
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

const SECURITY_SCHEMES: Readonly<Record<'session' | 'token' | 'source', Json>> = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-svodka-session',
    description:
      'Set by signing in; `svodka-session-<port>` where the page is not behind TLS. Each POST also carries `x-csrf-token`, which `GET /api/app` tells.',
  },
  token: { type: 'http', scheme: 'bearer', description: 'An API token, made under Account.' },
  source: { type: 'http', scheme: 'bearer', description: 'The token that the settings of the source name.' },
}

function securityOf(need: string | undefined): readonly Json[] {
  if (need === 'open' || need === 'probe') return []
  if (need === 'own-token') return [{ source: [] }]
  return need === 'session' ? [{ session: [] }] : [{ session: [] }, { token: [] }]
}

const NO_ABILITY: ReadonlySet<string | undefined> = new Set([
  'open',
  'probe',
  'own-token',
  'signed-in',
  'session',
  undefined,
])

/** `GET /api/dashboards/:id` → `get`, `/api/dashboards/{id}` */
function placeOf(key: RouteKey): { method: string; path: string } {
  const [method = '', path = ''] = key.split(' ')
  return { method: method.toLowerCase(), path: path.replaceAll(/:(\w+)/g, '{$1}') }
}

interface Described {
  tag: string
  need: string | undefined
  schemaOf(schema: z.ZodType): Json
}

function operation(key: RouteKey, route: Route, { tag, need, schemaOf }: Described): Operation {
  return {
    operationId: nameOf(key),
    summary: route.summary,
    ...(!NO_ABILITY.has(need) && { description: `Needs the ability \`${need}\`.` }),
    tags: [tag],
    security: securityOf(need),
    parameters: [...parameters('path', route.params, schemaOf), ...parameters('query', route.query, schemaOf)],
    ...(route.body && { requestBody: { required: true, content: json(schemaOf(route.body)) } }),
    responses: {
      [String(route.status ?? 200)]: answer(route.answer, schemaOf),
      default: { $ref: '#/components/responses/Refused' },
    },
  }
}

/** `GET /api/reports/:id/html` → `getReportsIdHtml` */
function nameOf(key: RouteKey): string {
  const [method = '', ...words] = key
    .replace(' /api', '')
    .split(/[^a-zA-Z]+/)
    .filter(Boolean)
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
}

function parameters(place: 'path' | 'query', given: z.ZodObject | undefined, schemaOf: Described['schemaOf']): Json[] {
  if (!given) return []
  const { properties, required } = schemaOf(given) as { properties: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required?.includes(name) ?? false,
    ...(description !== undefined && { description }),
    schema,
  }))
}

function answer(given: z.ZodType | Media, schemaOf: Described['schemaOf']): Json {
  if (!('media' in given)) return { description: 'OK', content: json(schemaOf(given)) }
  const content = Object.fromEntries(given.media.map((type) => [type, {}]))
  return { description: given.media.length > 0 ? 'A file' : 'No content', ...(given.media.length > 0 && { content }) }
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

/** All schemas of the routes at once, so that what they share is named once. */
function schemas(every: readonly { route: Route }[]): {
  schemaOf: Described['schemaOf']
  components: Readonly<Record<string, Json>>
} {
  const used = new Set<z.ZodType>([ErrorView])
  for (const { route } of every) {
    for (const schema of [route.params, route.query, route.body, route.answer]) {
      if (schema && !('media' in schema)) used.add(schema)
    }
  }
  const names = new Map([...used].map((schema, index) => [schema, `used${index}`]))
  const whole = z.object(Object.fromEntries([...names].map(([schema, name]) => [name, schema])))
  const { properties, $defs } = relocated(jsonSchemaOf(whole))
  return { schemaOf: (schema) => properties[names.get(schema) ?? ''] ?? {}, components: $defs }
}

/** JSON Schema keeps shared parts under `$defs`, OpenAPI under `components`. */
const relocated = (schema: unknown): { properties: Record<string, Json>; $defs: Record<string, Json> } =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'))
