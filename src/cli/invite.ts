import type { Command } from 'commander'
import { subcommand, words, type Cli } from './cli.ts'
import type { Asker, Svodka } from './program.ts'
import { withSvodka } from './with-svodka.ts'

export function inviteCommand(cli: Cli): Command {
  return subcommand(cli, 'invite', 'svodka invite head-of-sales')
    .argument('<recipient>', cli.say('invite.recipient'))
    .action(async (recipient: string, _options: object, command: Command) => {
      const work = async (svodka: Svodka, asker: Asker) => {
        const { code, link } = await svodka.inviteRecipient(recipient, 'telegram', asker)
        cli.out(code)
        cli.tell(words.say(asker.locale, 'invite.next', { code, link: link ?? 'none' }))
      }
      await withSvodka(cli, command, work, { record: { action: 'recipient.invited', subject: recipient } })
    })
}
