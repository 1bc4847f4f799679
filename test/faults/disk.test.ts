import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mountAt, mountMissing, noteFault, openFolder, faultOf, type Shop } from './shop.ts'

const MEGABYTES = 60
const BEFORE = 2000
const AFTER = 4000
/** more than a disk of one megabyte takes */
const LARGE = 40_000

let shop: Shop
const mounted: ReturnType<typeof mountAt>[] = []
beforeEach(() => {
  shop = openFolder()
  shop.sell(BEFORE)
})
afterEach(() => {
  for (const disk of mounted.splice(0)) disk.unmount()
  shop.remove()
})

function smallDisk(
  name: string,
  megabytes = MEGABYTES,
): { fill(leave: number): void; free(): void; grow(megabytes: number): void; allow(how: 'ro' | 'rw'): void } {
  const place = join(shop.folder, name)
  mkdirSync(place, { recursive: true })
  const disk = mountAt(place, megabytes)
  mounted.push(disk)
  const filler = join(place, 'filler')
  return {
    allow: disk.allow,
    grow: disk.grow,
    free: () => rmSync(filler),
    fill(leave) {
      const { bavail, bsize } = statfsSync(place)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leave)))
    },
  }
}

describe.skipIf(mountMissing !== undefined)(
  `on a disk of its own${mountMissing ? ` (skipped: ${mountMissing})` : ''}`,
  () => {
    test.each([
      { what: 'nothing is left', leave: 0 },
      { what: 'room for a few pages', leave: 120_000 },
      { what: 'room for the file, not for its rows', leave: 400_000 },
    ])(
      'the disk of data/ is full, $what: it is said so, what was there can be asked, and with room all goes on',
      async ({ what, leave }) => {
        const disk = smallDisk('data')
        const open = await shop.open('2024-01-01T05:00:00Z')
        expect(await open.sync()).toBe('')
        expect(await open.runDue()).toBe('')
        shop.sell(AFTER)

        disk.fill(leave)
        open.set('2024-01-01T05:10:00Z')
        const said = await open.sync()
        const meanwhile = await open.sales()
        disk.free()
        open.set('2024-01-01T06:00:00Z')
        const healed = [await open.sync(), await open.runDue()]
        const after = await open.sales()
        await open.svodka.close()
        const again = await shop.open('2024-01-01T06:30:00Z')
        const restarted = [await again.sync(), await again.sales()]
        await again.svodka.close()

        expect(said).toMatch(/^(There is no room on the disk for \S+|Svodka cannot write into \S+: the disk is full)/)
        expect(meanwhile).toEqual({ count: BEFORE, sum: BEFORE * 100 })
        expect([healed, after]).toEqual([['', ''], { count: AFTER, sum: AFTER * 100 }])
        expect(restarted).toEqual(['', { count: AFTER, sum: AFTER * 100 }])
        expect(shop.shelf()).toEqual(['2024-01-01 Customers by segment.md'])
        noteFault(`full disk of data/: ${what}`, { told: said })
      },
    )

    test('the disk of the received files alone is full: the administrators are told once, and once when it is well', async () => {
      const disk = smallDisk('data/raw', 1)
      const open = await shop.open('2024-01-01T05:00:00Z')
      expect(await open.sync()).toBe('')
      shop.sell(LARGE)

      open.set('2024-01-01T05:10:00Z')
      const said = [await open.sync(), await open.sync()]
      const letters = [shop.letters('ru'), shop.letters('en')]
      disk.grow(20)
      open.set('2024-01-01T05:50:00Z')
      expect(await open.sync()).toBe('')

      expect(said[0]).toMatch(/There is no room on the disk for \S+\.csv\.part \(ENOSPC\)\./)
      expect(letters[0]).toMatch(
        /На диске нет места для \S+\.csv\.part \(ENOSPC\)\. Уже загруженное сохранено\. Освободите место/,
      )
      expect(letters[1]).toContain('The source “shop” cannot be read')
      expect(shop.told().ru).toEqual([
        expect.stringContaining('Сбой. Источник shop не читается'),
        expect.stringContaining('Исправлено. Источник shop снова читается'),
      ])
      expect(await open.sales()).toEqual({ count: LARGE, sum: LARGE * 100 })
      await open.svodka.close()
      noteFault('full disk of data/raw', { tried: 2, told: said[0] ?? '' })
    })

    test.each([
      { how: 'full', says: /Folder \S+shelf has no space left \(ENOSPC\)\. Free some; trying again/ },
      { how: 'read-only', says: /Folder \S+shelf is read-only \(EROFS\)\. Mount it for writing; trying again/ },
    ])('the folder of the reports is $how: the report waits, is told of, and comes once', async ({ how, says }) => {
      const disk = smallDisk('shelf', 1)
      const open = await shop.open('2024-01-01T05:00:00Z')
      await open.sync()
      await open.runDue()

      if (how === 'full') disk.fill(0)
      else disk.allow('ro')
      open.set('2024-01-01T05:45:00Z')
      await open.runDue()
      const told = shop.letters('en')
      if (how === 'full') disk.free()
      else disk.allow('rw')
      for (const at of ['2024-01-01T07:45:00Z', '2024-01-01T09:45:00Z']) {
        open.set(at)
        await open.runDue()
      }
      await open.svodka.close()

      expect(told).toMatch(says)
      expect(shop.shelf()).toEqual(['2024-01-01 Customers by segment.md'])
      expect(shop.told().en.filter((name) => name.includes('Fixed'))).toHaveLength(1)
      noteFault(`${how} folder of reports`, { told: says.exec(told)?.[0] ?? '' })
    })

    test('data/ is read-only when the program starts: it says so and what to do, and nothing is touched', async () => {
      const disk = smallDisk('data')
      const open = await shop.open('2024-01-01T05:00:00Z')
      await open.sync()
      await open.svodka.close()

      disk.allow('ro')
      const said = await faultOf(() => shop.open('2024-01-01T05:10:00Z').then(() => ''))
      disk.allow('rw')
      const again = await shop.open('2024-01-01T05:20:00Z')

      expect(said).toMatch(/Svodka cannot write into \S+data: the disk is read-only; mount it for writing \(EROFS\)\./)
      expect(await again.sales()).toEqual({ count: BEFORE, sum: BEFORE * 100 })
      await again.svodka.close()
      noteFault('read-only data/', { told: said })
    })
  },
)
