import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { formatInstant, type Locale } from '../base/index.ts'
import { subcommand, withFormat, words, type Cli, type OutputFormat } from './cli.ts'
import type { BackupView } from './program.ts'
import { tellProgress } from './sync.ts'
import { withSvodka } from './with-svodka.ts'

interface BackupOptions {
  to?: string
  withSecrets?: true
  format: OutputFormat
}

/** Where backups go unless told, in the workspace's folder. */
const FOLDER = 'data/backups'

export function backupCommand(cli: Cli): Command {
  return withFormat(
    subcommand(cli, 'backup', 'svodka backup --to /mnt/backups')
      .option('--to <dir>', cli.say('backup.to'))
      .option('--with-secrets', cli.say('backup.secrets')),
    cli,
  ).action(async ({ to, withSecrets, format }: BackupOptions, command: Command) => {
    await withSvodka(cli, command, async (svodka, { locale }) => {
      const { folder, timeZone } = svodka.workspace
      const order = {
        to: to === undefined ? join(folder, FOLDER) : resolve(to),
        withSecrets: withSecrets === true,
        locale,
      }
      const taken = await svodka.backup(order, tellProgress(cli))
      await printTaken(cli, format, taken, locale)
      const time = formatInstant(taken.takenAt, { locale, timeZone })
      cli.tell(words.say(locale, 'backup.done', { folder: taken.folder, time }))
      if (!withSecrets) cli.tell(words.say(locale, 'backup.no_secrets'))
      if (taken.isStateElsewhere) cli.tell(words.say(locale, 'backup.state_elsewhere'))
      if (taken.missing.length > 0) {
        const files = taken.missing.slice(0, MISSING_SHOWN).join(', ')
        cli.tell(words.say(locale, 'backup.missing', { count: taken.missing.length, files }))
      }
    })
  })
}

const MISSING_SHOWN = 5

async function printTaken(cli: Cli, format: OutputFormat, taken: BackupView, locale: Locale): Promise<void> {
  const { print } = await import('./output.ts')
  const label = (name: string) => words.say(locale, `col.${name}`)
  print({ ...cli, locale }, format, {
    columns: [
      { name: 'part', unit: 'text', label: label('part') },
      { name: 'files', unit: 'count', label: label('files') },
      { name: 'megabytes', unit: 'number', label: label('megabytes') },
      { name: 'linked', unit: 'count', label: label('linked') },
    ],
    rows: taken.parts.map(({ part, files, bytes, linked }) => ({
      part: format === 'csv' ? part : words.say(locale, `backup.part.${part}`),
      files,
      megabytes: bytes / 1e6,
      linked,
    })),
    json: taken,
  })
}
