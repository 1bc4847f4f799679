#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: an older one hands over to the Node 24 that came with the package.
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)

if (major < 24) {
  const home = dirname(createRequire(import.meta.url).resolve('node/package.json'))
  const node = join(home, 'bin/node')
  const child = spawn(existsSync(node) ? node : 'node', process.argv.slice(1), { stdio: 'inherit' })
  // whoever stops this process (a service manager, a container) means the one that works; Ctrl+C reaches both
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {})
  child.on('exit', (code, signal) => (process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)))
} else {
  module.enableCompileCache?.()
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const built = new URL('../dist/cli/main.js', import.meta.url)
  const { main } = await import((existsSync(source) ? source : built).href)
  process.exitCode = await main(process.argv.slice(2))
}
