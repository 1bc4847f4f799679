import { join, relative } from 'node:path'
import type { Command } from 'commander'
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
    cli.tell(cli.say('demo.syncing'))
    const asker = OWNER_ASKER(cli.locale)
    const summary = await demo.svodka.sync({ mode: 'new', locale: cli.locale }, tellProgress(cli))
    const failed = summary.streams.find((stream) => stream.error)
    if (failed) cli.tell(cli.say('demo.fault', { cause: failed.error }))
    cli.out(cli.say('demo.ready', { folder: shownPath(demo.folder) }))
    if (options.serve) {
      const { url, firstLink } = await demo.svodka.serve(options.port)
      cli.out(firstLink === undefined ? cli.say('serve.listening', { url }) : cli.say('demo.open', { link: firstLink }))
      await demo.sendMorning(asker)
      cli.out(cli.say('demo.sent', { url: demo.telegram.pageUrl }))
      for (const file of await demo.writeReports(asker)) cli.out(cli.say('demo.report', { file: shownPath(file) }))
      await untilStopped(cli.signal)
    }
    if (failed) process.exitCode = 1
  } finally {
    await demo.close()
  }
}

const shownPath = (path: string): string => join('.', relative(process.cwd(), path))
