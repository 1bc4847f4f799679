import type { z } from 'zod'
import { nearest, type Locale } from '../base/index.ts'
import type { Fault } from '../kit/index.ts'
import type { workspaceSchema } from './schema.ts'
import { words } from './words.ts'

type Written = z.infer<typeof workspaceSchema>

/** Names in one place of the settings that another place should know: reports, recipients, sources; and schedules that share an id. */
export function unknownNames(written: Written): Fault[] {
  const { reports, recipients, administrators, sync, sources, packs, publish } = written
  const known = {
    report: packs.flatMap(({ definition }) => definition.reports.map(({ id }) => id)),
    recipient: Object.keys(recipients),
    source: sources.map(({ id }) => id),
  }
  const missing = (path: string, kind: keyof typeof known, names: readonly string[]): Fault[] =>
    names.filter((name) => !known[kind].includes(name)).map((name) => notKnown(path, kind, name, known[kind]))
  const ids = reports.map(({ id, report }) => id ?? report)
  return [
    ...reports.flatMap(({ report, to }, at) => [
      ...missing(`reports.${at}.report`, 'report', [report]),
      ...missing(`reports.${at}.to`, 'recipient', to),
    ]),
    ...ids.flatMap((id, at) => (ids.indexOf(id) === at ? [] : [twice(`reports.${at}.id`, id)])),
    ...Object.entries(recipients).flatMap(([name, recipient]) =>
      missing(`recipients.${name}.reports`, 'report', recipient.reports),
    ),
    ...publish.flatMap(({ id }, at) =>
      publish.findIndex((target) => target.id === id) === at ? [] : [twice(`publish.${at}.id`, id)],
    ),
    ...missing('administrators', 'recipient', administrators),
    ...sync.flatMap((schedule, at) => missing(`sync.${at}.sources`, 'source', schedule.sources ?? [])),
  ]
}

const notKnown = (path: string, kind: string, name: string, known: readonly string[]): Fault => ({
  say: (locale: Locale) =>
    words.say(locale, `unknown_${kind}`, {
      path,
      name,
      hint: nearest(name, known) ?? 'none',
      known: known.join(', ') || '–',
    }),
})

const twice = (path: string, id: string): Fault => ({
  say: (locale) => words.say(locale, 'double_schedule', { path, id }),
})
