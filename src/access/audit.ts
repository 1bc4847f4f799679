import type { World } from '../base/index.ts'
import type { State } from '../state/index.ts'
import type { Audit } from './contract.ts'

const MOST_LETTERS = 500
const MOST_ENTRIES = 1000
/** Cookies, links, tokens: whatever was handed over by mistake is not kept. */
const SECRETS = /svk_[\w-]+|\$argon2id\$\S+|(?<![\w-])[\w-]{43}(?![\w-])/g

/** What was done, by whom, to what: only ever added to. */
export function createAudit({ audit }: Pick<State, 'audit'>, world: World): Audit {
  return {
    async record({ who, action, subject, detail, address }) {
      const at = world.now().toISOString()
      const clean = Object.entries(detail).map(([key, value]) => [key, kept(value)] as const)
      const safe = subject === null ? null : kept(subject)
      await audit.record({ at, who, action, subject: safe, detail: Object.fromEntries(clean), address })
      world.log.info({ who, action, subject: safe }, 'access.recorded')
    },
    list: ({ limit, ...filter }) => audit.list({ ...filter, limit: Math.max(0, Math.min(limit, MOST_ENTRIES)) }),
  }
}

const kept = (text: string): string => text.replace(SECRETS, '[secret]').slice(0, MOST_LETTERS)
