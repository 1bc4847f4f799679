import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const METRICS = [
  'support.tickets_created',
  'support.tickets_resolved',
  'support.backlog',
  'orders.count',
  'orders.customers',
]

test.each([
  ['a letter wrong', 'support.backlok', METRICS, 'support.backlog'],
  ['letters of another case', 'Support.Backlog', METRICS, 'support.backlog'],
  ['candidates of another case', 'baseurl', ['baseUrl', 'user'], 'baseUrl'],
  ['a beginning', 'support.tickets', METRICS, 'support.tickets_created'],
  ['a beginning with a slip', 'support.ticketz', METRICS, 'support.tickets_created'],
  ['a whole word before a beginning', 'orders.custmers', [...METRICS, 'orders.custmers_lost'], 'orders.customers'],
  ['a short word', 'day', ['days_before', 'day'], 'day'],
  ['too little of any', 'support', METRICS, undefined],
  ['nothing at all', '', METRICS, undefined],
  ['another word', 'weather', METRICS, undefined],
  ['no candidates', 'support.backlog', [], undefined],
])('%s', (_, word, candidates, guess) => {
  expect(nearest(word, candidates)).toBe(guess)
})
