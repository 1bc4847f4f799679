import { expect, test } from 'vitest'
import { armOf, placeOf } from './held-out.ts'

const ids = Array.from({ length: 50_000 }, (_, at) => String(at + 1))

test('neighbouring ids fall evenly into tenths, whatever the salt', () => {
  for (const salt of ['svodka', 'spring', '2']) {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const id of ids) tenths[Math.floor(placeOf(id, salt) * 10)]! += 1
    // χ² with 9 degrees of freedom stays below 27.9 in 999 cases of 1000
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
    expect(chiSquare).toBeLessThan(27.9)
  }
})

test('another salt draws another group', () => {
  const settings = { heldOut: 0.1 }
  const first = new Set(ids.filter((id) => armOf(id, { ...settings, salt: 'a' }) === 'held_out'))
  const second = ids.filter((id) => armOf(id, { ...settings, salt: 'b' }) === 'held_out')
  const both = second.filter((id) => first.has(id)).length

  expect(first.size / ids.length).toBeCloseTo(0.1, 2)
  expect(both / second.length).toBeCloseTo(0.1, 1)
})

test('the places are what they always were', () => {
  // counted again in Python
  expect(['1', '2', 'C-1001', 'Ж'].map((id) => placeOf(id, 'svodka').toFixed(6))).toEqual([
    '0.244417',
    '0.407580',
    '0.035599',
    '0.743329',
  ])
})

test('a group of nobody and of half', () => {
  expect(ids.some((id) => armOf(id, { salt: 's', heldOut: 0 }) === 'held_out')).toBe(false)
  expect(ids.filter((id) => armOf(id, { salt: 's', heldOut: 0.5 }) === 'held_out').length / ids.length).toBeCloseTo(
    0.5,
    2,
  )
})
