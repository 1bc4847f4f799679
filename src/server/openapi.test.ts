import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { API } from '../api/index.ts'
import { NEEDS } from './needs.ts'
import { openapi, type Operation } from './openapi.ts'

const document = openapi('1.2.3', NEEDS)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, operation })),
)
const operationOf = (key: string): Operation | undefined => operations.find((each) => each.key === key)?.operation

test('the description is valid OpenAPI 3.1, every reference included', async () => {
  const validator = new Validator()

  const { valid, errors } = await validator.validate({ ...document })

  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
  const named = new Set(Object.keys(document.components.schemas))
  const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name)
  expect(referred.filter((name) => !named.has(name ?? ''))).toEqual([])
})

test('every route of the API that others may ask is described, and nothing is described that is no route', () => {
  const described = Object.values(API).flatMap((table) => Object.keys(table))
  const guarded = Object.keys(NEEDS).filter((key) => /^\w+ \/api\/(?!local(\/|$))/.test(key))

  expect(described.toSorted()).toEqual(guarded.toSorted())
  expect(operations).toHaveLength(described.length)
})

test('every route has a name of its own and says in one sentence what it is for', () => {
  const names = operations.map(({ operation }) => operation.operationId)

  expect(new Set(names).size).toBe(names.length)
  for (const { operation } of operations) expect(operation.summary).toMatch(/^[A-Z].*\.$/)
})

test('what lets a request in is said: nothing, a session, a token, an ability', () => {
  expect(operationOf('GET /api/health')?.security).toEqual([])
  expect(operationOf('POST /api/entry/sign-in')?.security).toEqual([])
  expect(operationOf('POST /api/account/password')?.security).toEqual([{ session: [] }])
  expect(operationOf('POST /api/ingest/{source}/{stream}')?.security).toEqual([{ source: [] }])
  expect(operationOf('GET /api/export')).toMatchObject({
    security: [{ session: [] }, { token: [] }],
    description: 'Needs the ability `export`.',
  })
})

test('parts of a path and of an address are parameters; what has a default may be left out', () => {
  const asked = operationOf('GET /api/values/{dimension}')?.parameters.map(({ name, in: place, required }) => [
    name,
    place,
    required,
  ])

  expect(asked).toEqual([
    ['dimension', 'path', true],
    ['locale', 'query', true],
    ['search', 'query', false],
  ])
})

test('every part of a path is described', () => {
  for (const { key, operation } of operations) {
    const parts = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = operation.parameters.flatMap(({ name, in: place }) => (place === 'path' ? [name] : []))
    expect([key, described]).toEqual([key, parts])
  }
})
