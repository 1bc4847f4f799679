import { inEvery, type Day, type World } from './base/index.ts'
import { askerOf, createBot, telegram, type Bot, type Delivery, type Recipient } from './delivery/index.ts'
import type { Figures } from './figures/index.ts'
import { documentMaker } from './program.ts'
import { channelSettings } from './recipients.ts'
import { cronInWords } from './scheduler/index.ts'
import type { State } from './state/index.ts'
import { words } from './words.ts'
import type { Workspace } from './workspace/index.ts'

interface BotParts {
  workspace: Workspace
  figures: Figures
  world: World
  today(): Day
  state: State
  recipients: readonly Recipient[]
  delivery: Delivery
}

/** The bot of the workspace's Telegram; undefined when the settings name none. */
export function openBot(parts: BotParts): Bot | undefined {
  const { workspace, figures, world, today, state, recipients, delivery } = parts
  if (!(telegram.id in workspace.delivery)) return undefined
  const titles = (recipient: Recipient) =>
    new Map(figures.catalog(askerOf(recipient)).reports.map(({ id, title }) => [id, title]))
  const scheduled = (recipient: Recipient) => workspace.reports.filter(({ to }) => to.includes(recipient.name))
  return createBot(
    {
      settings: channelSettings(telegram, workspace),
      state,
      recipients,
      document: documentMaker(parts),
      reportTitles: (asker) => figures.catalog(asker).reports,
      when: (recipient) =>
        scheduled(recipient)
          .map(({ report, at, timeZone = workspace.timeZone }) =>
            words.say(recipient.locale, 'bot.when', {
              title: titles(recipient).get(report) ?? report,
              when: cronInWords(at, timeZone, recipient.locale),
            }),
          )
          .join('\n'),
      today: (recipient) => [...new Set(scheduled(recipient).map(({ report }) => report))],
      date: today,
      onTrouble: (subject, cause) =>
        void delivery.notices.failed({
          subject,
          what: inEvery((locale) => words.say(locale, 'trouble.bot')),
          cause,
          stillWorks: inEvery((locale) => words.say(locale, 'still_works.bot')),
        }),
      onWell: (subject) =>
        void delivery.notices.well(
          subject,
          inEvery((locale) => words.say(locale, 'well.bot')),
        ),
    },
    world,
  )
}
