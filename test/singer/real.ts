import { cpSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const RECORDED = fileURLToPath(new URL('recorded/tap-spreadsheets/', import.meta.url))
const INPUT = fileURLToPath(new URL('recorded/input/', import.meta.url))
const REPLAY = fileURLToPath(new URL('replay.ts', import.meta.url))

export type Day = 1 | 2

/** The tap's program, where `SVODKA_SINGER_TAP` names it: tap-spreadsheets 1.1.2 of PyPI, Apache-2.0. */
export const realTap: string | undefined = process.env['SVODKA_SINGER_TAP']

/** The recorded output of the same program for the same files. */
export const replayed = (day: Day): string[] => [process.execPath, REPLAY, RECORDED, String(day)]

/** The files that there are on a day, changed at its beginning. */
export function putFiles(folder: string, day: Day): void {
  cpSync(join(INPUT, `day-${day}`), folder, { recursive: true })
  const at = new Date(`2023-06-0${day}T00:00:00Z`)
  for (const name of readdirSync(join(INPUT, `day-${day}`))) utimesSync(join(folder, name), at, at)
}

/** The tap's configuration for files of a folder. */
export const tapConfig = (folder: string) => ({
  files: [
    {
      path: join(folder, 'lines_*.csv'),
      format: 'csv',
      table_name: 'lines',
      primary_keys: ['sale_id', 'line'],
      delimiter: ',',
    },
    { path: join(folder, 'buyers.csv'), format: 'csv', table_name: 'buyers', primary_keys: ['name'], delimiter: ',' },
  ],
})

/** A command that, once, ends as a killed tap does, after so many lines. */
export const killedOnce = (command: readonly string[], lines: number, once: string): string[] => [
  'sh',
  '-c',
  `case "$*" in *--discover*) exec "$@" ;; esac
   if [ ! -e "${once}" ]; then : > "${once}"; "$@" | head -n ${lines}; kill -9 $$; fi
   exec "$@"`,
  'sh',
  ...command,
]
