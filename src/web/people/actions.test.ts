import { expect, test } from 'vitest'
import { RECORDED } from '../../server/needs.ts'
import { ACTIONS, isRefusal } from './actions.ts'
import { words } from './words.ts'

test('the record can be narrowed to whatever the server writes into it', () => {
  const known: readonly string[] = ACTIONS
  expect(Object.values(RECORDED).filter((action) => !known.includes(action))).toEqual([])
})

test('every action is said in words', () => {
  expect(ACTIONS.filter((action) => !words.has(`action_${action}`))).toEqual([])
})

test('refusals are told from deeds', () => {
  expect(ACTIONS.filter(isRefusal)).toEqual(['sign-in.refused', 'code.refused'])
})
