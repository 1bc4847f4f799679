import type { World } from '../base/index.ts'
import { welcomeLink, type Doors } from '../server/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { openAccess } from './people.ts'
import { VERSION } from './program.ts'
import { openOwnState } from './state.ts'

export interface OpenDoors {
  doors: Doors
  /**
   * The one-time link for the first administrator, for the terminal alone; undefined once there is one.
   * @param reached where this process answers
   */
  firstLink(reached: string): Promise<string | undefined>
  close(): Promise<void>
}

/**
 * The doors of a workspace's page, with a hold of their own on the state. They go by the machine's clock even where the
 * workspace takes another day for today: an app's one-time passwords and the record of who did what do as well.
 */
export async function openDoors(workspace: Workspace, world: World): Promise<OpenDoors> {
  const own: World = { ...world, now: () => new Date() }
  const state = await openOwnState(workspace, own)
  const access = openAccess(workspace, state, own)
  const { name, locale, url } = workspace
  return {
    doors: {
      access,
      saved: state.saved,
      name,
      locale,
      version: VERSION,
      sessionSeconds: workspace.access.sessionDays * 86_400,
    },
    async firstLink(reached) {
      const code = await access.entry.firstCode()
      return code && welcomeLink(url ?? reached, code)
    },
    close: () => state.close(),
  }
}
