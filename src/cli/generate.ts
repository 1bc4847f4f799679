import type { Command } from 'commander'
import { isDay, UsageError, type Row } from '../base/index.ts'
import { numberWithin, repeated, subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'

interface GenerateOptions {
  clients: number
  out: string
  from: string
  to: string
  seed: number
  with?: readonly string[]
  format: OutputFormat
}

export function generateCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'generate', 'svodka generate lending --clients 100 --out loans')
      .argument('<pack>', cli.say('generate.pack'))
      .option('--clients <number>', cli.say('generate.clients'), wholeWithin('--clients', 1, 10_000_000), 20)
      .option('--out <dir>', cli.say('generate.out'), 'sample')
      .option('--from <day>', cli.say('generate.from'), '2010-01-01')
      .option('--to <day>', cli.say('generate.to'), '2023-12-31')
      .option('--seed <number>', cli.say('generate.seed'), wholeWithin('--seed', 0, 2 ** 31), 2023)
      .option('--with <file>', cli.say('generate.with'), repeated),
    cli,
  ).action(async (pack: string, { out, with: extra, format, ...options }: GenerateOptions) => {
    for (const given of [options.from, options.to])
      if (!isDay(given)) throw new UsageError(words, 'query.bad_day', { given })
    if (options.from > options.to) throw new UsageError(words, 'generate.order', { from: options.from, to: options.to })
    const { writeSample } = await import('../demo/index.ts')
    await printFiles(cli, format, await writeSample(pack, out, options, extra))
  })
}

/** A whole number within bounds, or a sentence that names the option. */
export const wholeWithin =
  (option: string, low: number, high: number) =>
  (given: string): number => {
    const number = numberWithin(option, low, high)(given)
    if (Number.isInteger(number)) return number
    throw new UsageError(words, 'bad_whole', { option, given, low, high })
  }

export async function printFiles(
  cli: Cli,
  format: OutputFormat,
  files: readonly { path: string; records: number }[],
): Promise<void> {
  const { print } = await import('./output.ts')
  print(cli, format, {
    columns: [
      { name: 'path', unit: 'text', label: cli.say('col.path') },
      { name: 'records', unit: 'count', label: cli.say('col.records') },
    ],
    rows: files.map((file): Row => ({ ...file })),
  })
}
