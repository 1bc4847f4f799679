import { expect, test } from 'vitest'
import { verdict } from './index.ts'

test.each([
  ['fell', -0.31, -0.12, 'confirmed'],
  ['fell', -0.04, -0.01, 'confirmed'],
  ['fell', -0.1, 0.05, 'not confirmed'],
  ['fell', 0.02, 0.2, 'not confirmed'],
  ['fell', -0.11, 0.05, 'cannot tell'],
  ['fell', -0.5, 0.5, 'cannot tell'],
  ['fell', -0.3, 0, 'cannot tell'],
  ['fell', Math.log(0.9), 0.05, 'cannot tell'],
  ['rose', 0.12, 0.31, 'confirmed'],
  ['rose', 0, 0.3, 'cannot tell'],
  ['rose', -0.05, Math.log(1.1), 'cannot tell'],
  ['rose', -0.05, 0.09, 'not confirmed'],
  ['rose', -0.2, -0.02, 'not confirmed'],
  ['rose', -0.05, 0.1, 'cannot tell'],
  ['rose', 0.2, 0.2, 'confirmed'],
] as const)('that it %s, with %f … %f, is %s', (claim, low, high, expected) => {
  expect(verdict({ interval: { low, high }, claim })).toBe(expected)
})

test('what counts as worth having is a setting', () => {
  expect(verdict({ interval: { low: -0.2, high: 0.1 }, claim: 'fell', smallestEffect: 0.25 })).toBe('not confirmed')
})

test('one of several groups is confirmed only if its p survives Holm', () => {
  const interval = { low: -0.3, high: -0.01 }

  expect(verdict({ interval, claim: 'fell', adjustedP: 0.04 })).toBe('confirmed')
  expect(verdict({ interval, claim: 'fell', adjustedP: 0.08 })).toBe('cannot tell')
  expect(verdict({ interval, claim: 'fell', adjustedP: 0.05 })).toBe('confirmed')
})

test('a change has no credit for what was under way before it', () => {
  const interval = { low: -0.3, high: -0.1 }

  expect(verdict({ interval, claim: 'fell', trendBefore: { low: -0.02, high: -0.01 } })).toBe('cannot tell')
  expect(verdict({ interval, claim: 'fell', trendBefore: { low: -0.02, high: 0.01 } })).toBe('confirmed')
  expect(verdict({ interval, claim: 'fell', trendBefore: { low: -0.02, high: 0 } })).toBe('confirmed')

  const higher = { low: 0.1, high: 0.3 }
  expect(verdict({ interval: higher, claim: 'rose', trendBefore: { low: 0.01, high: 0.02 } })).toBe('cannot tell')
  expect(verdict({ interval: higher, claim: 'rose', trendBefore: { low: -0.01, high: 0.02 } })).toBe('confirmed')
  expect(verdict({ interval: higher, claim: 'rose', trendBefore: { low: 0, high: 0.02 } })).toBe('confirmed')
})
