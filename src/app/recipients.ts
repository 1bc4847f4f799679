import { nearest, type Locale, type World } from '../base/index.ts'
import { channels, type Channel, type OpenChannel, type Recipient } from '../delivery/index.ts'
import { checkSettings, SettingsError, settingsError, type Fault } from '../kit/index.ts'
import type { State } from '../state/index.ts'
import { CONFIG_FILE, type Workspace } from '../workspace/index.ts'
import { rolesOf } from './people.ts'
import { words } from './words.ts'

const OWN_SETTINGS = ['locale', 'timeZone', 'role', 'person', 'own', 'reports']

/**
 * The recipients of the settings, each with its addresses checked by the channels' own schemas. A report that is sent to
 * somebody by schedule may also be asked for by them.
 * @throws {SettingsError} naming each channel that does not exist and each address that is wrong
 */
export function readRecipients(workspace: Workspace): Recipient[] {
  const faults: Fault[] = []
  const roles = rolesOf(workspace)
  const recipients = Object.entries(workspace.recipients).map(([name, settings]): Recipient => {
    const {
      locale = workspace.locale,
      timeZone = workspace.timeZone,
      role,
      person = name,
      own,
      reports,
      ...given
    } = settings
    if (!Object.hasOwn(roles, role)) faults.push(unknownRole(['recipients', name, 'role'], role, Object.keys(roles)))
    const sent = workspace.reports.filter(({ to }) => to.includes(name)).map(({ report }) => report)
    return {
      name,
      locale,
      timeZone,
      person: { id: name, name: person, role, ...(own && { own }) },
      reports: [...new Set([...sent, ...reports])],
      addresses: addressesOf(name, given, workspace, faults),
    }
  })
  if (faults.length > 0) throw settingsError(faults, CONFIG_FILE)
  return recipients
}

function addressesOf(
  name: string,
  given: Readonly<Record<string, unknown>>,
  workspace: Workspace,
  faults: Fault[],
): Record<string, unknown> {
  const addresses: Record<string, unknown> = {}
  for (const [id, address] of Object.entries(given)) {
    const path = ['recipients', name, id]
    const channel = channels.find((each) => each.id === id)
    if (!channel) {
      faults.push(unknownKey(path, [...OWN_SETTINGS, ...channels.map((each) => each.id)]))
    } else if (!isOpen(channel, workspace)) {
      faults.push({ say: (locale) => words.say(locale, 'channel_closed', { path: path.join('.'), channel: id }) })
    } else {
      try {
        addresses[id] = checkSettings(channel.address, address, CONFIG_FILE, path)
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error
        faults.push({ say: (locale: Locale) => error.say(locale) })
      }
    }
  }
  return addresses
}

const unknownKey = (path: readonly string[], known: readonly string[]): Fault => ({
  say: (locale) =>
    words.say(locale, 'unknown_channel', {
      path: path.join('.'),
      hint: nearest(path.at(-1) ?? '', known) ?? 'none',
      known: known.join(', '),
    }),
})

const unknownRole = (path: readonly string[], role: string, known: readonly string[]): Fault => ({
  say: (locale) =>
    words.say(locale, 'unknown_role', {
      path: path.join('.'),
      role,
      hint: nearest(role, known) ?? 'none',
      known: known.join(', '),
    }),
})

/** A channel is open when the settings name it, or when it needs no settings. */
const isOpen = (channel: Channel, { delivery }: Workspace): boolean =>
  channel.id in delivery || channel.settings.safeParse(undefined).success

/** Every channel that this workspace uses. @throws {SettingsError} when a channel's settings are wrong */
export function openChannels(workspace: Workspace, state: State, world: World): Record<string, OpenChannel> {
  const { unknown: _policy, ...given } = workspace.delivery
  const known = channels.map(({ id }) => id)
  const strange = Object.keys(given).filter((id) => !known.includes(id))
  if (strange.length > 0)
    throw settingsError(
      strange.map((id) => unknownKey(['delivery', id], ['unknown', ...known])),
      CONFIG_FILE,
    )
  const context = { state, workspaceFolder: workspace.folder, workspaceName: workspace.name }
  return Object.fromEntries(
    channels
      .filter((channel) => isOpen(channel, workspace))
      .map((channel) => [channel.id, channel.open(channelSettings(channel, workspace), context, world)]),
  )
}

/** A channel's settings, checked. @throws {SettingsError} naming each that is wrong */
export const channelSettings = <S>(channel: Channel<S>, { delivery }: Workspace): S =>
  checkSettings(channel.settings, delivery[channel.id], CONFIG_FILE, ['delivery', channel.id])
