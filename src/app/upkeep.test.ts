import { expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { Forgotten } from '../state/index.ts'
import { createUpkeep } from './upkeep.ts'

const NOTHING = { files: 0, bytesBefore: 0, bytesAfter: 0 }
const NOTHING_FORGOTTEN = { runs: 0, parts: 0, notices: 0, subjects: [] }

function keep(
  days: number | null,
  answer = async () => NOTHING,
  forget: (afterDays: number) => Promise<Forgotten> = async () => NOTHING_FORGOTTEN,
) {
  const world = pinnedWorld('2024-02-10T20:30:00Z')
  const asked: string[] = []
  const packReceived = async (before: Date) => {
    asked.push(before.toISOString())
    return answer()
  }
  const settings = { packAfterDays: days, forgetAfterDays: days, timeZone: 'Europe/Moscow' }
  return { world, asked, upkeep: createUpkeep(settings, { packReceived, forget }, world) }
}

test('what was received is packed once a day of the workspace, after as many days as the settings say', async () => {
  const { world, asked, upkeep } = keep(30)

  await upkeep.onceADay()
  await upkeep.onceADay()
  world.set('2024-02-10T21:30:00Z')
  await upkeep.onceADay()

  expect(asked).toEqual(['2024-01-11T20:30:00.000Z', '2024-01-11T21:30:00.000Z'])
})

test('what ended is forgotten once a day, and how much of it is logged', async () => {
  const asked: number[] = []
  const { world, upkeep } = keep(90, undefined, async (afterDays) => {
    asked.push(afterDays)
    return { runs: 24, parts: 3, notices: 0, subjects: [] }
  })

  await upkeep.onceADay()
  await upkeep.onceADay()

  expect(asked).toEqual([90])
  expect(world.lines).toMatchObject([{ event: 'history.forgotten', fields: { runs: 24, parts: 3, notices: 0 } }])
})

test('a state that cannot be asked is no reason not to pack', async () => {
  const { world, asked, upkeep } = keep(90, undefined, async () => {
    throw new Error('state away')
  })

  await upkeep.onceADay()

  expect(world.lines).toMatchObject([
    { level: 'warn', event: 'history.not_forgotten', fields: { error: 'state away' } },
  ])
  expect(asked).toHaveLength(1)
})

test('nothing is packed or forgotten where the settings say never', async () => {
  const forgotten: number[] = []
  const { asked, upkeep } = keep(null, undefined, async (afterDays) => {
    forgotten.push(afterDays)
    return NOTHING_FORGOTTEN
  })

  await upkeep.onceADay()

  expect([asked, forgotten]).toEqual([[], []])
})

test('packing that fails is logged, and is no reason to fail what asked for it', async () => {
  const { world, upkeep } = keep(30, async () => {
    throw new Error('disk full')
  })

  await upkeep.onceADay()

  expect(world.lines).toMatchObject([{ level: 'warn', event: 'received.not_packed', fields: { error: 'disk full' } }])
})

test('nothing is packed while a backup is taken', async () => {
  const { asked, upkeep } = keep(30)
  let end = () => {}
  const backup = upkeep.alone(() => new Promise<void>((resolve) => void (end = resolve)))

  const packing = upkeep.onceADay()
  await new Promise((resolve) => setImmediate(resolve))
  const askedMeanwhile = [...asked]
  end()
  await Promise.all([backup, packing])

  expect(askedMeanwhile).toEqual([])
  expect(asked).toHaveLength(1)
})
