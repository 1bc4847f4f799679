import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { oneOf, subcommand, type Cli } from './cli.ts'
import { REPORT_FORMATS, type Asker, type ReportFormat, type Svodka } from './program.ts'
import { day } from './query.ts'
import { withSvodka, type Asking } from './with-svodka.ts'

interface ReportOptions {
  date?: string
  out?: string
  as: ReportFormat
}

export function reportCommand(cli: Cli): Command {
  return subcommand(cli, 'report', 'svodka report support.study --as pdf --out reports')
    .argument('<report>', cli.say('report.id'))
    .option('--date <day>', cli.say('report.date'), day)
    .option('--out <dir>', cli.say('report.out'), '.')
    .option('--as <format>', cli.say('report.as'), oneOf(REPORT_FORMATS), 'html')
    .action(async (id: string, { date, out = '.', as }: ReportOptions, command: Command) => {
      const work = async (svodka: Svodka, asker: Asker) => {
        const files = await svodka.report(id, { format: as, ...(date ? { date } : {}) }, asker)
        mkdirSync(out, { recursive: true })
        for (const file of files) cli.out(writeWhole(resolve(join(out, file.name)), file.content))
      }
      // as on the page: html is read, everything else taken away
      const asking: Asking =
        as === 'html'
          ? { need: 'figures', record: { action: 'report.read', subject: id } }
          : { record: { action: 'report.taken', subject: id } }
      await withSvodka(cli, command, work, asking)
    })
}

/** Writes beside and renames, so that nobody ever opens half a file. */
function writeWhole(path: string, content: Uint8Array): string {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
  return path
}
