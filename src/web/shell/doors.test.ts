import { expect, test } from 'vitest'
import { isOpenTo, neededFor } from './doors.ts'

test('a page below another needs what that one needs', () => {
  expect(neededFor('/people/record')).toBe('people')
  expect(neededFor('/d/support.overview')).toBe('figures')
  expect(neededFor('/data/lineage')).toBe('data')
})

test('a name that only begins alike is another page', () => {
  expect(neededFor('/datasets')).toBeUndefined()
  expect(neededFor('/account')).toBeUndefined()
})

test('who may see figures gets to the home page, and not to People', () => {
  expect(isOpenTo(['figures'], '/')).toBe(true)
  expect(isOpenTo(['figures'], '/people')).toBe(false)
  expect(isOpenTo([], '/')).toBe(false)
  expect(isOpenTo([], '/account')).toBe(true)
})
