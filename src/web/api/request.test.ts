import { expect, test } from 'vitest'
import { requestOf } from './request.ts'

test('parts of the path are taken from what is given, and escaped; the rest of a GET is its query', () => {
  expect(requestOf('GET /api/values/:dimension', { dimension: 'a/b ?', search: 'Анна & co', locale: 'ru' })).toEqual({
    method: 'GET',
    address: `/api/values/a%2Fb%20%3F?search=${encodeURIComponent('Анна')}+%26+co&locale=ru`,
    body: undefined,
  })
})

test('a POST carries everything as JSON, and the language in its address as well', () => {
  const given = { query: { metrics: ['a.b'] }, locale: 'en' }

  const { method, address, body } = requestOf('POST /api/query', given)

  expect([method, address, JSON.parse(body ?? '')]).toEqual(['POST', '/api/query?locale=en', given])
})

test('what is not given is not sent', () => {
  expect(requestOf('GET /api/delivery/preview', { report: 'r', date: undefined }).address).toBe(
    '/api/delivery/preview?report=r',
  )
  expect(requestOf('GET /api/health', {}).address).toBe('/api/health')
})
