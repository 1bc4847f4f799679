import { join, relative } from 'node:path'
import type { Command } from 'commander'
import type { Demo } from '../demo/index.ts'
import { numberWithin, subcommand, type Cli } from './cli.ts'
import { OWNER_ASKER } from './program.ts'
import { untilStopped } from './serve.ts'
import { tellProgress } from './sync.ts'

interface DemoOptions {
  dir: string
  seed: number
  tickets: number
  users: number
  customers: number
  clients: number
  change: number
  rise: number
  port?: number
  serve: boolean
}

export function demoCommand(cli: Cli): Command {
  return subcommand(cli, 'demo', 'svodka demo --seed 7 --change -20')
    .option('--dir <dir>', cli.say('demo.dir'), 'demo')
    .option('--seed <number>', cli.say('demo.seed'), numberWithin('--seed', 0, 2 ** 31), 2023)
    .option('--tickets <number>', cli.say('demo.tickets'), numberWithin('--tickets', 100, 1_000_000), 30_000)
    .option('--users <number>', cli.say('demo.users'), numberWithin('--users', 100, 1_000_000), 20_000)
    .option('--customers <number>', cli.say('demo.customers'), numberWithin('--customers', 10, 100_000), 4000)
    .option('--clients <number>', cli.say('demo.clients'), numberWithin('--clients', 10, 100_000), 1500)
    .option('--change <percent>', cli.say('demo.change'), numberWithin('--change', -90, 900), -20)
    .option('--rise <percent>', cli.say('demo.rise'), numberWithin('--rise', -90, 900), 35)
    .option('--port <port>', cli.say('demo.port'), numberWithin('--port', 1, 65_535))
    .option('--no-serve', cli.say('demo.serve'))
    .action((options: DemoOptions) => runDemo(cli, options))
}

async function runDemo(cli: Cli, options: DemoOptions): Promise<void> {
  const { startDemo } = await import('../demo/index.ts')
  cli.tell(
    cli.say('demo.making', {
      tickets: options.tickets,
      users: options.users,
      customers: options.customers,
      clients: options.clients,
    }),
  )
  const demo = await startDemo({ ...options, locale: cli.locale }, cli.environment)
  try {
    if (options.serve) await serveDemo(cli, demo, options.port)
    else await read(cli, demo)
  } finally {
    await demo.close()
  }
}

/** The help desk is read first, for its page to be looked at while the other systems are read. */
async function serveDemo(cli: Cli, demo: Demo, port: number | undefined): Promise<void> {
  await read(cli, demo, demo.readFirst)
  if (cli.signal.aborted) return
  const { url, firstLink } = await demo.svodka.serve(port)
  cli.out(firstLink === undefined ? cli.say('serve.listening', { url }) : cli.say('demo.open', { link: firstLink }))
  await read(cli, demo)
  if (cli.signal.aborted) return
  const asker = OWNER_ASKER(cli.locale)
  await demo.sendMorning(asker)
  cli.out(cli.say('demo.sent', { url: demo.telegram.pageUrl }))
  for (const file of await demo.writeReports(asker)) cli.out(cli.say('demo.report', { file: shownPath(file) }))
  await untilStopped(cli.signal)
}

/** Reads all sources of the sample, or these; one that cannot be read is told, and the command has failed. */
async function read(cli: Cli, demo: Demo, sources?: readonly string[]): Promise<void> {
  const { locale, signal } = cli
  if (signal.aborted) return
  cli.tell(cli.say(sources ? 'demo.syncing_first' : 'demo.syncing'))
  const order = { mode: 'new', locale, signal, ...(sources ? { sources } : {}) } as const
  const { streams } = await demo.svodka.sync(order, tellProgress(cli))
  if (signal.aborted) return
  const failed = streams.find(({ error }) => error)
  if (failed) cli.tell(cli.say('demo.fault', { cause: failed.error }))
  if (failed) process.exitCode = 1
  if (!sources) cli.out(cli.say('demo.ready', { folder: shownPath(demo.folder) }))
}

const shownPath = (path: string): string => join('.', relative(process.cwd(), path))
