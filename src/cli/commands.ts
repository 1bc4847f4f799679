import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import type { CommandName } from './needs.ts'

type Make = (cli: Cli) => Command

/** Every command, in the order of the help. Each loads when it is named. */
export const COMMANDS = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  init: async () => (await import('./init.ts')).initCommand,
  sync: async () => (await import('./sync.ts')).syncCommand,
  load: async () => (await import('./load.ts')).loadCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  split: async () => (await import('./split.ts')).splitCommand,
  schema: async () => (await import('./schema.ts')).schemaCommand,
  query: async () => (await import('./query.ts')).queryCommand,
  analyze: async () => (await import('./analyze.ts')).analyzeCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  send: async () => (await import('./send.ts')).sendCommand,
  publish: async () => (await import('./publish.ts')).publishCommand,
  invite: async () => (await import('./invite.ts')).inviteCommand,
  people: async () => (await import('./people.ts')).peopleCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  log: async () => (await import('./log.ts')).logCommand,
} satisfies Readonly<Record<CommandName, () => Promise<Make>>>
