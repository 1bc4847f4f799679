import type { Command } from 'commander'
import { formatInstant, type Locale } from '../base/index.ts'
import { subcommand, withFormat, workspaceFolder, type Cli, type GlobalOptions, type OutputFormat } from './cli.ts'
import type { RestoreResult } from './program.ts'
import { tellProgress } from './sync.ts'

interface RestoreOptions {
  into?: string
  force?: true
  format: OutputFormat
}

export function restoreCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'restore', 'svodka restore /mnt/backups/svodka-20261122T031500Z --into copy')
      .argument('<backup>', cli.say('restore.backup'))
      .option('--into <dir>', cli.say('restore.into'))
      .option('--force', cli.say('restore.force')),
    cli,
  ).action(async (from: string, { into, force, format }: RestoreOptions, command: Command) => {
    const folder = into ?? workspaceFolder(command.optsWithGlobals<GlobalOptions>())
    const { restoreWorkspace } = await import('../app/index.ts')
    const restored = await restoreWorkspace(
      { from, into: folder, isForced: force === true },
      cli.locale,
      tellProgress(cli),
    )
    await printRestored(cli, format, restored)
    tellRestored(cli, restored)
  })
}

const LAYERS = ['raw', 'staging', 'core', 'mart', 'settings'] as const

async function printRestored(cli: Cli, format: OutputFormat, restored: RestoreResult): Promise<void> {
  const { print } = await import('./output.ts')
  const tables = Object.entries(restored.description.tables)
  const label = (name: string) => cli.say(`col.${name}`)
  print(cli, format, {
    columns: [
      { name: 'layer', unit: 'text', label: label('layer') },
      { name: 'tables', unit: 'count', label: label('tables') },
      { name: 'rows', unit: 'count', label: label('rows') },
    ],
    rows: LAYERS.map((layer) => {
      const own = tables.filter(([name]) => name.startsWith(`${layer}.`))
      return { layer, tables: own.length, rows: own.reduce((all, [, rows]) => all + rows, 0) }
    }),
    json: restored,
  })
}

function tellRestored(cli: Cli, { folder, description, state, aside, kept }: RestoreResult): void {
  const say = (key: string, values: Record<string, string | number>) => cli.tell(cli.say(`restore.${key}`, values))
  const time = (at: string, locale: Locale) => formatInstant(at, { locale })
  const takenAt = time(description.takenAt, cli.locale)
  say('done', { folder, takenAt, name: description.workspace })
  if (state) {
    const { people, schedules, parts, kept: questions } = state
    say('state', { people, schedules, parts, kept: questions })
    say('since', { takenAt, unknown: state.unknown })
  } else say('no_state', {})
  if (aside !== undefined) say('aside', { folder: aside })
  if (kept.length > 0) say('kept', { files: kept.join(', ') })
  if (description.missing.length > 0) say('missing', { count: description.missing.length })
  if (!description.hasSecrets) say('secrets', {})
  say('next', {})
}
