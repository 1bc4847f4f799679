import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SvodkaError } from '../base/index.ts'
import { words } from './words.ts'
import { CONFIG_FILE } from './workspace.ts'

/** The folder of this program: where its package.json lies. */
const PROGRAM = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Writes a workspace: a commented configuration, `.env.example`, and a package.json that lets an editor complete
 * `import 'svodka'`.
 * @returns the files that were written, by their absolute paths
 * @throws {SvodkaError} when the folder has a configuration already; nothing is written then
 */
export function initWorkspace(folder: string): readonly string[] {
  const root = resolve(folder)
  const config = join(root, CONFIG_FILE)
  if (existsSync(config)) throw new SvodkaError(words, 'exists', { file: config })
  return writeWorkspace(root, { [CONFIG_FILE]: CONFIG, '.env.example': ENV_EXAMPLE })
}

/**
 * Writes the given files and what makes the folder a package that knows Svodka; keeps a package.json that is there. A copy
 * of the example of secrets is for its owner alone, as the example is.
 */
export function writeWorkspace(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const all: Record<string, string> = { ...files, '.gitignore': 'data/\nnode_modules/\n.env\n' }
  if (!existsSync(join(folder, 'package.json'))) all['package.json'] = packageJson(folder)
  for (const [name, text] of Object.entries(all))
    writeFileSync(join(folder, name), text, { mode: name.startsWith('.env') ? 0o600 : 0o644 })
  link(join(folder, 'node_modules/svodka'), PROGRAM)
  link(join(folder, 'node_modules/.bin/svodka'), join(PROGRAM, 'bin/svodka.js'))
  link(join(folder, 'node_modules/.bin/node'), join(PROGRAM, 'node_modules/.bin/node'))
  return Object.keys(all).map((name) => join(folder, name))
}

const packageJson = (folder: string): string => {
  const dependency = relative(folder, PROGRAM) || '.'
  return `${JSON.stringify({ name: 'my-svodka', private: true, type: 'module', dependencies: { svodka: `file:${dependency}` } }, null, 2)}\n`
}

/** What `npm install` would link, so that nothing needs installing; an earlier link is replaced, a real folder is kept. */
function link(at: string, target: string): void {
  if (!existsSync(target)) return
  mkdirSync(dirname(at), { recursive: true })
  const found = lstatSync(at, { throwIfNoEntry: false })
  if (found && !found.isSymbolicLink()) return
  if (found) rmSync(at)
  symlinkSync(relative(dirname(at), target), at)
}

const ENV_EXAMPLE = `# Copy to .env and fill in. Keep .env out of version control.
# Freshdesk: Profile settings → View API key
FRESHDESK_API_KEY=
# PostgreSQL: postgresql://user:password@host:5432/database
SALES_URL=
# PostgreSQL to which marts are mirrored
BI_DATABASE_URL=
# Telegram: what @BotFather gave for your bot
TELEGRAM_TOKEN=
# Mail
MAIL_PASSWORD=
# Prometheus: a long random text of your own
METRICS_TOKEN=
# Sign-in through a provider of your own (OpenID Connect)
OIDC_SECRET=
`

const CONFIG = `import { defineWorkspace, secret } from 'svodka'
import { files, freshdesk, postgres } from 'svodka/sources'
import { journey, support } from 'svodka/packs'

// Everything about this workspace stands here. "svodka check" says what is wrong and what to do.
export default defineWorkspace({
  name: 'My company',
  // Days of every figure are days in this zone (an IANA name).
  timeZone: 'Europe/Moscow',
  // Language of reports: 'ru' or 'en'.
  locale: 'ru',
  currency: 'RUB',

  // The systems to pull from. Each has an id of your own; the same kind may stand here twice.
  sources: [
    // A help desk: https://acme.freshdesk.com → domain 'acme'. The key goes into .env, never here.
    // freshdesk({ id: 'desk', domain: 'acme', apiKey: secret('FRESHDESK_API_KEY') }),

    // A database, read-only: a table or a query, and the column by which only what is new is read.
    // postgres({
    //   id: 'sales',
    //   connection: secret('SALES_URL'),
    //   timeZone: 'Europe/Moscow',
    //   streams: { 'journey.event': { table: 'events', cursor: 'happened_at' } },
    // }),

    // A table that you export by hand: which column of the file is which column of the entity.
    // files({
    //   id: 'exports',
    //   streams: {
    //     'support.ticket': {
    //       path: 'tickets/*.csv',
    //       columns: {
    //         ticket_id: 'ID', subject: 'Subject', category: 'Type', priority: 'Priority', status: 'Status',
    //         created_at: 'Created', updated_at: 'Last update', resolved_at: 'Resolved',
    //       },
    //     },
    //   },
    // }),

    // Also: onec (1C), freepbx, mysql, kafka, webhook (what others post), singer (any tap). Each has an example in
    // node_modules/svodka/src/sources/<kind>/README.md.
  ],

  // The domains to count: each brings its figures, analyses, reports and a dashboard. There are support, orders, calls,
  // journey, lending, and company, whose reports join the others.
  packs: [
    support({
      // Which groups of the help desk are which line of support.
      lines: { line_1: ['Support'], line_2: ['Experts'], development: ['Development'] },
      // Changes whose effect you want to know; days of the transition belong to neither side.
      // changes: [{ from: '2023-08-01', to: '2023-09-30', title: 'New triage' }],
    }),
  ],

  // When the sources are read: minute hour day month weekday. Every hour unless told.
  // sync: [{ at: '0 * * * *' }],

  // Which report goes to whom and when, by the clock of the zone above. "svodka send support.morning --dry-run" shows it.
  // reports: [{ report: 'support.morning', at: '45 8 * * *', to: ['head-of-support'] }],
  // recipients: {
  //   // 'invited': whoever sends the bot the one-time code of "svodka invite head-of-support"
  //   'head-of-support': { telegram: 'invited', locale: 'en' },
  //   admin: { email: 'admin@example.com' },
  // },
  // Who is told what broke, and when it is well again.
  // administrators: ['admin'],
  // delivery: {
  //   telegram: { token: secret('TELEGRAM_TOKEN') },
  //   email: { host: 'smtp.example.com', port: 465, security: 'tls', user: 'svodka', password: secret('MAIL_PASSWORD'), from: 'svodka@example.com' },
  // },

  // Who signs in, beside those whom an administrator adds on the page or with "svodka people add". "svodka people invite anna"
  // gives the one-time link by which Anna chooses a password. own: what is theirs in the data.
  // people: {
  //   anna: { name: 'Anna Ezhova', role: 'analyst', email: 'anna@example.com' },
  //   boris: { name: 'Boris Orlov', role: 'manager', locale: 'en' },
  //   vera: { name: 'Vera Titova', role: 'team-lead', own: { group: ['Support'] } },
  // },
  // Roles beside admin, manager, analyst, operator and seller: what they may, and which rows they see. A pack that is not named
  // shows nothing. "svodka plan" says what a change here would do, "svodka query … --as vera" what Vera would see.
  // roles: {
  //   'team-lead': {
  //     meaning: 'Sees the tickets of their own group.',
  //     may: ['figures', 'export'],
  //     rows: { support: { group: 'own' } },
  //   },
  // },
  // How long a sign-in lasts, and signing in through your own provider.
  // access: {
  //   sessionHours: 12,
  //   sessionDays: 30,
  //   oidc: { issuer: 'https://sso.example.com/realms/acme', clientId: 'svodka', clientSecret: secret('OIDC_SECRET'), title: 'Acme', match: 'email' },
  // },

  // Marts for Power BI and others, in a PostgreSQL of your own: a view each, replaced whole. "svodka publish" does it at once.
  // publish: [{ id: 'bi', postgres: { url: secret('BI_DATABASE_URL') }, marts: 'all', readers: ['bi'], at: '30 6 * * *' }],

  // What Prometheus reads at /metrics is told to this machine only; with a token also from elsewhere.
  // metrics: { token: secret('METRICS_TOKEN') },

  // The page listens on this machine only.
  server: { port: 8450 },
})
`
