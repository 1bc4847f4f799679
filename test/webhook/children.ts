import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a receiving process of this folder. @returns it and its address, as it says */
export async function startChild(
  file: string,
  options: readonly string[],
  limit = '',
): Promise<{ child: ChildProcess; url: string }> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const run = `${limit} exec "$0" "$@"`
  const child = spawn('bash', ['-c', run, process.execPath, path, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', () => reject(new Error(`${file} did not start`)))
  })
  return { child, url }
}

export async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone
}
