import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/svodka.js', import.meta.url))

export interface Finished {
  code: number
  out: string
  told: string
}

/** Runs a command as a person would and waits for its end. */
export const svodka = (
  args: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Finished> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, LANG: 'en', ...environment }, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [BIN, ...args], options, (error, out, told) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, told }),
    )
  })

/** Starts a command that goes on, and waits for a line that it writes or tells. */
export function started(
  args: readonly string[],
  folder: string,
  line: RegExp,
): Promise<{ child: ChildProcess; found: RegExpExecArray }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, LANG: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (part) => (told += String(part)))
  return new Promise((resolve, reject) => {
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (text) => {
        const found = line.exec(text)
        if (found) resolve({ child, found })
      })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${told}`)))
  })
}

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('exit', (code) => resolve(code))
  })
