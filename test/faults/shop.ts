import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { writeWorkspace } from '../../src/workspace/index.ts'

const ASKER = { person: OWNER, locale: 'en' } as const
const MEMORY_DISK = '/dev/shm'
const [MOUNT, UNMOUNT] = ['mount', 'umount']

const CONFIG = `
import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

export default defineWorkspace({
  name: 'Shop', timeZone: process.env['SHOP_ZONE'] ?? 'Europe/Moscow', locale: 'ru',
  sources: [files({ id: 'shop', streams: { 'orders.sale_line': { path: 'sales.csv', key: ['sale_id', 'line'] } } })],
  packs: [orders({})],
  sync: [{ at: '0 * * * *' }],
  reports: [{ report: 'orders.rfm', at: process.env['SHOP_REPORT_AT'] ?? '45 8 * * *', to: ['shelf'], pictures: false }],
  recipients: {
    shelf: { folder: { path: 'shelf', files: ['md'] }, locale: 'en' },
    boss: { folder: { path: 'told/ru', files: ['md'] }, locale: 'ru' },
    admin: { folder: { path: 'told/en', files: ['md'] }, locale: 'en' },
  },
  administrators: ['boss', 'admin'],
  warehouse: { memoryMegabytes: Number(process.env['SHOP_MEGABYTES'] ?? 512) },
})
`

/** A shop whose sales come as a file, whose report goes to a shelf, and whose administrators read Russian and English. */
export interface Shop {
  folder: string
  /** writes the file of sales anew: so many of them */
  sell(sales: number): void
  open(at: string, environment?: NodeJS.ProcessEnv): Promise<OpenShop>
  /** what the administrators were told, by title */
  told(): { ru: readonly string[]; en: readonly string[] }
  /** texts of what they were told in a language */
  letters(locale: 'ru' | 'en'): string
  shelf(): readonly string[]
  remove(): void
}

export interface OpenShop {
  svodka: OpenSvodka
  set(at: string): void
  /** @returns what was wrong, in English; empty when all went well */
  sync(): Promise<string>
  /** how many sales there are, and how much they came to */
  sales(): Promise<{ count: number; sum: number }>
  /** runs what is due; what fails is returned */
  runDue(): Promise<string>
}

export function openFolder(): Shop {
  const folder = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'svodka-faults-'))
  writeWorkspace(folder, { 'svodka.config.ts': CONFIG })
  for (const name of ['data', 'shelf']) mkdirSync(join(folder, name))
  return openFolderAt(folder)
}

/** The same, where it is there already. */
export function openFolderAt(folder: string): Shop {
  const told = (locale: string) => listed(join(folder, 'told', locale)).filter((name) => name.endsWith('.txt'))
  return {
    folder,
    sell: (sales) => writeFileSync(join(folder, 'sales.csv'), salesText(sales)),
    open: (at, environment = {}) => openShop(folder, at, environment),
    told: () => ({ ru: told('ru'), en: told('en') }),
    letters: (locale) =>
      told(locale)
        .map((name) => readFileSync(join(folder, 'told', locale, name), 'utf8'))
        .join('\n'),
    shelf: () => listed(join(folder, 'shelf')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function openShop(folder: string, start: string, environment: NodeJS.ProcessEnv): Promise<OpenShop> {
  let now = start
  const before = { ...process.env }
  Object.assign(process.env, environment)
  const svodka = await openSvodka(folder, process.env, () => new Date(now))
  for (const name of Object.keys(environment)) if (!(name in before)) delete process.env[name]
  return {
    svodka,
    set: (at) => void (now = at),
    sync: () =>
      faultOf(async () => {
        const { streams } = await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
        return streams.map(({ error }) => error ?? '').join('')
      }),
    async sales() {
      const query = { metrics: ['orders.count', 'orders.revenue'], from: '2023-12-01', to: '2023-12-31' }
      const [row] = (await svodka.query(query, ASKER)).rows
      return { count: Number(row?.['orders.count']), sum: Number(row?.['orders.revenue']) }
    },
    runDue: () =>
      faultOf(async () => {
        await svodka.runDue()
        return ''
      }),
  }
}

/** A sale each, of a hundred roubles. */
export const salesText = (sales: number): string => {
  const lines = Array.from({ length: sales }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, '0')
    return `${at},1,2023-12-${day}T10:00:00Z,buyer-${(at * 7919) % 10_007},100,sale\n`
  })
  return `sale_id,line,sold_at,buyer,amount,kind\n${lines.join('')}`
}

export async function faultOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const listed = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : [])

/** Why no disk of a size of its own can be had here; undefined where it can. */
export const mountMissing: string | undefined = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root may mount a small disk'
  const place = mkdtempSync(join(tmpdir(), 'svodka-mount-'))
  const isMounted = spawnSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]).status === 0
  if (isMounted) spawnSync(UNMOUNT, [place])
  rmSync(place, { recursive: true })
  return isMounted ? undefined : 'this machine lets nobody mount a small disk'
})()

/** Puts a disk of so many megabytes at a folder. @returns what unmounts it, and what makes it read-only or not */
export function mountAt(
  place: string,
  megabytes: number,
): { unmount(): void; allow(how: 'ro' | 'rw'): void; grow(megabytes: number): void } {
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place)
  return {
    unmount: () => void spawnSync(UNMOUNT, ['-l', place]),
    grow: (more) => mount('-o', `remount,size=${more}m`, place),
    allow: (how) => mount('-o', `remount,${how},size=${megabytes}m`, place),
  }
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(MOUNT, args)
  if (status !== 0) throw new Error(String(stderr))
}

/** A line of the table of faults; whoever prints it has compared what is lost and doubled. */
export function noteFault(
  fault: string,
  { tried = 1, kills = 0, told }: { tried?: number; kills?: number; told: string },
) {
  process.stdout.write(`${fault} | ${tried} | ${kills} | 0 | 0 | ${told.replaceAll('\n', ' ').trim()}\n`)
}
