import { expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { createUpkeep } from './upkeep.ts'

const NOTHING = { files: 0, bytesBefore: 0, bytesAfter: 0 }

function keep(packAfterDays: number | null, answer = async () => NOTHING) {
  const world = pinnedWorld('2024-02-10T20:30:00Z')
  const asked: string[] = []
  const packReceived = async (before: Date) => {
    asked.push(before.toISOString())
    return answer()
  }
  return { world, asked, upkeep: createUpkeep({ packAfterDays, timeZone: 'Europe/Moscow' }, { packReceived }, world) }
}

test('what was received is packed once a day of the workspace, after as many days as the settings say', async () => {
  const { world, asked, upkeep } = keep(30)

  await upkeep.onceADay()
  await upkeep.onceADay()
  world.set('2024-02-10T21:30:00Z')
  await upkeep.onceADay()

  expect(asked).toEqual(['2024-01-11T20:30:00.000Z', '2024-01-11T21:30:00.000Z'])
})

test('nothing is packed where the settings say never', async () => {
  const { asked, upkeep } = keep(null)

  await upkeep.onceADay()

  expect(asked).toEqual([])
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
