import type { Command } from 'commander'
import { subcommand, type Cli } from './cli.ts'
import { addCommand, changeCommand, removeCommand, roleCommand } from './people-change.ts'
import { listCommand, recordCommand, tokensCommand } from './people-list.ts'
import { inviteCommand, tokenCommand } from './people-links.ts'

/** Who may come in: works on the store alone, so beside a running server too, and without the warehouse. */
export function peopleCommand(cli: Cli): Command {
  const command = subcommand(cli, 'people', "svodka people add anna --name 'Anna Ezhova' --role operator --dry-run")
  command.addCommand(listCommand(cli), { isDefault: true })
  for (const make of [addCommand, changeCommand, roleCommand, removeCommand, inviteCommand])
    command.addCommand(make(cli))
  for (const make of [tokenCommand, tokensCommand, recordCommand]) command.addCommand(make(cli))
  return command
}
