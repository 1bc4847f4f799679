import type { Command } from 'commander'
import { UsageError, type Row } from '../base/index.ts'
import { repeated, subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import { print } from './output.ts'
import type { Asker, PlannedView, SendView, Svodka, TestView } from './program.ts'
import { day } from './query.ts'
import { withSvodka } from './with-svodka.ts'

interface SendOptions {
  date?: string
  to?: readonly string[]
  dryRun?: true
  test?: true
  format: OutputFormat
}

export function sendCommand(cli: Cli): Command {
  const command = subcommand(cli, 'send', 'svodka send support.morning --to head-of-support --dry-run')
    .argument('<report>', cli.say('report.id'))
    .option('--date <day>', cli.say('report.date'), day)
    .option('--to <recipient>', cli.say('send.to'), repeated)
    .option('--dry-run', cli.say('send.dry_run'))
    .option('--test', cli.say('send.test'))
  return withFormat(command, cli).action(async (report: string, options: SendOptions, self: Command) => {
    const { date, to, format } = options
    if (options.dryRun && options.test) throw new UsageError(words, 'send.both')
    if (options.test && !to) throw new UsageError(words, 'send.test_to')
    const work = async (svodka: Svodka, asker: Asker) => {
      const order = { report, ...(date ? { date } : {}), ...(to ? { to } : {}) }
      const say = (key: string, values?: Record<string, string | number>) => words.say(asker.locale, key, values)
      if (options.dryRun) return showPlan(cli, await svodka.previewSend(order, asker), format, say)
      if (options.test) {
        const tested: TestView[] = []
        for (const recipient of to ?? [])
          tested.push(...(await svodka.testSend({ recipient, report, ...(date ? { date } : {}) }, asker)))
        return showTests(cli, tested, format, say)
      }
      return showSent(cli, await svodka.sendReport(order, asker), format, say)
    }
    const record = { action: options.test ? 'report.tested' : 'report.sent', subject: report }
    await withSvodka(cli, self, work, options.dryRun ? { need: 'deliveries' } : { record })
  })
}

type Say = (key: string, values?: Record<string, string | number>) => string

function showPlan(cli: Cli, planned: readonly PlannedView[], format: OutputFormat, say: Say): void {
  if (format === 'json') {
    // pictures are megabytes of base64: their names tell enough
    const shown = planned.map(({ parts, ...rest }) => ({
      ...rest,
      parts: parts.map(({ part, html, file }) => ({ part, text: html, file })),
    }))
    return cli.out(JSON.stringify(shown, null, 2))
  }
  if (planned.length === 0) cli.tell(say('send.nobody'))
  for (const { recipient, channel, place, obstacle, nextLocal, parts } of planned) {
    cli.out(say('send.head', { recipient, channel, place: place ?? 'none' }))
    if (nextLocal) cli.out(say('send.next', { time: nextLocal }))
    if (obstacle) cli.out(say('send.obstacle', { cause: obstacle }))
    for (const { part, html, file } of parts) {
      cli.out(html === null ? `  · ${part}${file ? ` (${file})` : ''}` : indented(plainText(html)))
    }
    cli.out('')
  }
}

function showTests(cli: Cli, tested: readonly TestView[], format: OutputFormat, say: Say): void {
  if (format === 'json') cli.out(JSON.stringify(tested, null, 2))
  else
    for (const { channel, part, isSent, message } of tested)
      cli.out(`${isSent ? '✓' : '✗'} ${channel} ${part}: ${message}`)
  if (tested.every(({ isSent }) => isSent)) return
  cli.tell(say('send.test_failed'))
  process.exitCode = 1
}

function showSent(cli: Cli, summary: SendView, format: OutputFormat, say: Say): void {
  const { problems, ...counts } = summary
  if (format === 'table') cli.out(say('send.done', { ...counts }))
  if (problems.length > 0 || format !== 'table') {
    const columns = ['recipient', 'channel', 'cause'].map((name) => ({
      name,
      label: say(`col.${name}`),
      unit: 'text' as const,
    }))
    print(cli, format, { columns, rows: problems.map((problem): Row => ({ ...problem })), json: summary })
  }
  if (problems.length > 0) process.exitCode = 1
}

/** The channel's markup as a terminal shows it. */
const plainText = (html: string): string =>
  html
    .replaceAll(/<br\s*\/?>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
