import type { Command } from 'commander'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { withSvodka } from './with-svodka.ts'

export function checkCommand(cli: Cli): Command {
  return withFormat(subcommand(cli, 'check', 'svodka check'), cli).action(
    async (options: { format: OutputFormat }, command: Command) => {
      await withSvodka(cli, command, async (svodka, { locale }) => {
        const { lines, isWell } = await svodka.check(locale)
        if (options.format === 'json') cli.out(JSON.stringify({ isWell, lines }, null, 2))
        else for (const line of lines) cli.out(`${line.ok ? '✓' : '✗'} ${line.about}: ${line.message}`)
        const ill = lines.filter((line) => !line.ok).length
        cli.tell(words.say(locale, isWell ? 'check.well' : 'check.ill', { count: ill }))
        if (!isWell) process.exitCode = 1
      })
    },
  )
}
