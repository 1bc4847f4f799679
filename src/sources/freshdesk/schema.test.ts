import { expect, test } from 'vitest'
import { Secret } from '../../kit/index.ts'
import { freshdesk } from './index.ts'

const { definition } = freshdesk({ id: 'desk', domain: 'acme' })
const apiKey = new Secret('key')

test.each([
  ['acme', 'acme.freshdesk.com'],
  ['acme.freshdesk.com', 'acme.freshdesk.com'],
  ['https://acme.freshdesk.com/', 'acme.freshdesk.com'],
  ['help.acme.example', 'help.acme.example'],
])('the domain %s means the host %s', (domain, host) => {
  expect(definition.settings.parse({ domain, apiKey })).toMatchObject({ domain: host })
})

test.each(['', 'acme corp', 'https://acme.freshdesk.com/a/tickets', 'user@acme'])(
  'the domain “%s” is refused',
  (domain) => {
    expect(definition.settings.safeParse({ domain, apiKey }).success).toBe(false)
  },
)

test('an address that is not set does not count as one', () => {
  expect(definition.settings.safeParse({ domain: 'acme', apiKey, baseUrl: undefined }).success).toBe(true)
})

test('unknown settings and impossible page sizes are refused', () => {
  expect(definition.settings.safeParse({ domain: 'acme', apiKey, pageSize: 101 }).success).toBe(false)
  expect(definition.settings.safeParse({ domain: 'acme', apiKey, overlap: 5 }).success).toBe(false)
})

test('conversations are a stream only when asked for', () => {
  const names = (conversations: boolean) =>
    definition.streams(definition.settings.parse({ domain: 'acme', apiKey, conversations })).map(({ name }) => name)

  expect(names(false)).toEqual(['ticket_fields', 'groups', 'agents', 'tickets', 'ratings'])
  expect(names(true)).toContain('conversations')
})
