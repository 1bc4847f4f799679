import type { Command } from 'commander'
import { subcommand, type Cli } from './cli.ts'

export function initCommand(cli: Cli): Command {
  return subcommand(cli, 'init', 'svodka init my-company')
    .argument('[dir]', cli.say('init.dir'), '.')
    .action(async (dir: string) => {
      const { initWorkspace } = await import('../app/index.ts')
      for (const file of initWorkspace(dir)) cli.out(cli.say('init.wrote', { file }))
      cli.tell(cli.say('init.next'))
    })
}
