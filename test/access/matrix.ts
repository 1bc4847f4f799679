import type { Case } from './requests.ts'
import { tokensIn, TOKENS } from './rows.ts'

const cells = new Set<string>()
const paths = new Set<string>()
const people = new Set<string>()
const entities = new Set<string>()

/** Notes that a path was asked by somebody about rows of an entity. */
export function cell(login: string, path: string, entity: Case['entity']): void {
  cells.add([login, path, entity].join('\n'))
  people.add(login)
  paths.add(path)
  if (entity !== 'none') entities.add(entity)
}

export const cellsText = (): string =>
  `access matrix: ${people.size} people × ${paths.size} paths × ${entities.size} entities: ${cells.size} cells`

/** Tokens of a text that a person may not see, and did not give themselves. */
export const foreignTokens = (text: string, seen: ReadonlySet<string>, given = ''): string[] => {
  const own = new Set(tokensIn(given))
  return tokensIn(text).filter((token) => TOKENS.has(token) && !seen.has(token) && !own.has(token))
}

/** Kinds of tokens of each entity. */
const KINDS: Readonly<Record<Case['entity'], RegExp>> = {
  orders: /^zq[b]/,
  calls: /^zqo/,
  support: /^zqk/,
  lending: /^zqn/,
  none: /^$/,
}
/** Whether a person sees any row of an entity. */
export const isShown = (entity: Case['entity'], seen: ReadonlySet<string>): boolean =>
  [...seen].some((token) => KINDS[entity].test(token))

/** What is in one of two tables only: a path without a proof, or a proof of what is gone. */
export const withoutProof = (paths: object, proofs: object): readonly string[] => [
  ...Object.keys(paths).filter((path) => !Object.hasOwn(proofs, path)),
  ...Object.keys(proofs).filter((path) => !Object.hasOwn(paths, path)),
]
