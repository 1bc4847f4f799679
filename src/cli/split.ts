import type { Command } from 'commander'
import { subcommand, withFormat, type Cli, type OutputFormat } from './cli.ts'
import { printFiles, wholeWithin } from './generate.ts'

export function splitCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'split', 'svodka split loans --parts 5')
      .argument('<dir>', cli.say('split.dir'))
      .option('--parts <number>', cli.say('split.parts'), wholeWithin('--parts', 1, 1000), 5)
      .option('--out <dir>', cli.say('split.out')),
    cli,
  ).action(async (dir: string, options: { parts: number; out?: string; format: OutputFormat }) => {
    const { splitFiles } = await import('../demo/index.ts')
    await printFiles(cli, options.format, await splitFiles(dir, options.parts, options.out))
  })
}
