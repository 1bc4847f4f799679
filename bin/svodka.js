#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: an older one hands over to the Node 24 that came with the package.
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)

// what the allocator and V8 read before they begin, so that a server stays small: docs/decisions/2026-11-22-memory.md
const pieces = { MALLOC_MMAP_THRESHOLD_: '16777216', MALLOC_TRIM_THRESHOLD_: '16777216' }
const environment = { ...pieces, ...process.env }
const flags = ['--initial-old-space-size=64', '--heap-growing-percent=50', '--max-semi-space-size=4']
const staysOn = ['serve', 'demo'].includes(process.argv[2])
const isSettled = process.env.MALLOC_MMAP_THRESHOLD_ !== undefined || process.platform !== 'linux'

if (major < 24) {
  const home = dirname(createRequire(import.meta.url).resolve('node/package.json'))
  const node = join(home, 'bin/node')
  const given = [...flags, ...process.argv.slice(1)]
  const child = spawn(existsSync(node) ? node : 'node', given, { stdio: 'inherit', env: environment })
  // whoever stops this process (a service manager, a container) means the one that works; Ctrl+C reaches both
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {})
  child.on('exit', (code, signal) => (process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)))
} else {
  if (staysOn && !isSettled && process.execve) {
    const given = [...flags, ...process.execArgv, ...process.argv.slice(1)]
    process.execve(process.execPath, [process.execPath, ...given], environment)
  }
  module.enableCompileCache?.()
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const built = new URL('../dist/cli/main.js', import.meta.url)
  const { main } = await import((existsSync(source) ? source : built).href)
  process.exitCode = await main(process.argv.slice(2))
}
