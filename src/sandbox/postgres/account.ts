import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { chownSync } from 'node:fs'

/** PostgreSQL refuses to run as root; nobody's id exists everywhere and owns nothing. */
const NOBODY = 65_534
/** of util-linux */
const SETPRIV = 'setpriv'
const KEEP_ACCESS = [
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
]

/** Whose name PostgreSQL's programs run under. */
export interface Account {
  own(path: string): void
  spawn(program: string, args: readonly string[], stdio: StdioOptions): ChildProcess
}

/**
 * The present user; root's place is taken by nobody, with root's way into folders where `setpriv` can give it
 * (a checkout under /root or in a private temporary folder could not be entered otherwise).
 */
export function accountOf(user = process.getuid?.()): Account {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  if (user !== 0) return { own: () => {}, spawn: (program, args, stdio) => spawn(program, args, { stdio, env }) }
  const canKeepAccess = spawnSync(SETPRIV, [...KEEP_ACCESS, 'true'], { stdio: 'ignore' }).status === 0
  return {
    own: (path) => chownSync(path, NOBODY, NOBODY),
    spawn: (program, args, stdio) =>
      canKeepAccess
        ? spawn(SETPRIV, [...KEEP_ACCESS, program, ...args], { stdio, env })
        : spawn(program, args, { stdio, env, uid: NOBODY, gid: NOBODY }),
  }
}
