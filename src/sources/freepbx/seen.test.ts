import { expect, test } from 'vitest'
import { Window } from './seen.ts'

test('a row is new once, a changed one again, whatever order they come in', () => {
  const window = new Window(undefined)

  const found = [
    window.isNew('10:00', { id: 1, file: '' }),
    window.isNew('10:00', { id: 1, file: '' }),
    window.isNew('10:00', { id: 1, file: 'a.wav' }),
    window.isNew('09:00', { id: 2, file: '' }),
  ]

  expect(found).toEqual([true, false, true, true])
})

test('the next run knows what stands within the overlap, and nothing before it', () => {
  const first = new Window(undefined)
  for (const [place, id] of [
    ['09:00', 1],
    ['10:00', 2],
    ['11:00', 3],
  ] as const)
    first.isNew(place, { id })

  const next = new Window(first.since('10:00'))

  expect([next.isNew('09:00', { id: 1 }), next.isNew('10:00', { id: 2 }), next.isNew('11:00', { id: 3 })]).toEqual([
    true,
    false,
    false,
  ])
})

test('what was noted for a place to go on from does not grow with rows that come after it', () => {
  const window = new Window(undefined)
  window.isNew('10:00', { id: 1 })

  const noted = window.since('09:00')
  window.isNew('10:30', { id: 2 })

  expect(noted.rows).toHaveLength(1)
  expect(new Window(noted).isNew('10:30', { id: 2 })).toBe(true)
})
