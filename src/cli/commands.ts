import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { analyzeCommand } from './analyze.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { initCommand } from './init.ts'
import { logCommand } from './log.ts'
import { queryCommand } from './query.ts'
import { reportCommand } from './report.ts'
import { schemaCommand } from './schema.ts'
import { serveCommand } from './serve.ts'
import { syncCommand } from './sync.ts'

/** Every command, in the order of the help. Their heavy parts load when they run. */
export const COMMANDS: readonly ((cli: Cli) => Command)[] = [
  demoCommand,
  initCommand,
  syncCommand,
  schemaCommand,
  queryCommand,
  analyzeCommand,
  reportCommand,
  serveCommand,
  checkCommand,
  logCommand,
]
