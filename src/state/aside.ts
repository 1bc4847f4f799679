import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { copyState } from './copy.ts'

/** So many states of earlier versions are kept. */
const KEPT = 3

/** Copies the state beside itself, as `state.db.v3`, before it is brought to a newer version. */
export async function keepAside(file: string, version: number): Promise<void> {
  if (file === ':memory:') return
  const part = `${file}.v${version}.part`
  rmSync(part, { force: true })
  await copyState({ file }, part)
  renameSync(part, `${file}.v${version}`)
  const kept = readdirSync(dirname(file)).flatMap((name) => {
    const own = name.startsWith(`${basename(file)}.v`) ? Number(name.slice(basename(file).length + 2)) : Number.NaN
    return Number.isInteger(own) ? [own] : []
  })
  const old = kept.toSorted((a, b) => b - a).slice(KEPT)
  for (const each of old) rmSync(join(dirname(file), `${basename(file)}.v${each}`), { force: true })
}
