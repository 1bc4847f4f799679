import type { Model } from './contract.ts'
import { selectOf, serialized, tablesOf, type Node, type TableName } from './ast.ts'
import { fault } from './fault.ts'
import type { Session } from './session.ts'
import { statementText } from './text.ts'

/** What a model's header comment says. */
export interface ModelHeader {
  meaning: string
  grain: readonly string[]
  /** `core.support_ticket`: a row depends on that relation's row of the same grain, and on dictionaries */
  incremental?: TableName
  sort: readonly string[]
  kind: 'table' | 'view'
  columns: Readonly<Record<string, string>>
}

export interface ReadyModel {
  model: Model
  name: string
  header: ModelHeader
  select: string
  tree: Node
  reads: readonly TableName[]
}

export const relationName = ({ schema, table }: TableName): string => `${schema}.${table}`

/** Reads the header comment: free text is the meaning, `word: text` lines are what their word says, or columns. */
export function headerOf(model: Model): ModelHeader {
  const comment = /^\s*\/\*([\s\S]*?)\*\//.exec(model.text)?.[1]
  if (comment === undefined) throw fault('model_header', { path: model.path, fault: 'it has no header comment' })
  const meaning: string[] = []
  const words: Record<string, string> = {}
  const columns: Record<string, string> = {}
  for (const line of comment.split('\n').map((text) => text.trim())) {
    const match = /^([a-z_][a-z0-9_]*): *(.*)$/.exec(line)
    if (!match) {
      if (line) meaning.push(line)
    } else if (HEADER_WORDS.has(match[1] ?? '')) words[match[1] ?? ''] = match[2] ?? ''
    else columns[match[1] ?? ''] = match[2] ?? ''
  }
  const kind = words.kind ?? 'table'
  if (kind !== 'table' && kind !== 'view')
    throw fault('model_header', { path: model.path, fault: `kind is table or view, not ${kind}` })
  const driving = words.incremental?.split('.')
  if (driving && (driving.length !== 2 || !words.grain)) {
    throw fault('model_header', {
      path: model.path,
      fault: 'incremental names one relation, such as core.support_ticket, and needs a grain',
    })
  }
  return {
    meaning: meaning.join(' '),
    grain: list(words.grain),
    ...(driving ? { incremental: { schema: driving[0] ?? '', table: driving[1] ?? '' } } : {}),
    sort: list(words.sort),
    kind,
    columns,
  }
}

const HEADER_WORDS = new Set(['grain', 'incremental', 'sort', 'kind'])

const list = (text: string | undefined): string[] =>
  text
    ?.split(',')
    .map((item) => item.trim())
    .filter(Boolean) ?? []

/** Models with what they read, in an order in which each finds the others built. */
export async function orderedModels(session: Session, models: readonly Model[]): Promise<ReadyModel[]> {
  const selects = models.map(({ text }) => statementText(text.replace(/^\s*\/\*[\s\S]*?\*\//, '').trim()))
  const answers = await serialized(session, selects)
  return sorted(models.map((model, at) => readModel(model, selects[at] ?? '', answers[at] ?? '')))
}

function readModel(model: Model, select: string, answer: string): ReadyModel {
  const header = headerOf(model)
  const name = `${model.layer}.${model.name}`
  try {
    const tree = selectOf(answer)
    const reads = tablesOf(tree)
    if (
      header.incremental &&
      !reads.some((read) => header.incremental && relationName(read) === relationName(header.incremental))
    ) {
      throw fault('model_header', {
        path: model.path,
        fault: `it does not read ${relationName(header.incremental)}, which it names as incremental`,
      })
    }
    return { model, name, header, select, tree, reads }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'model_header') throw error
    throw fault(
      'model_failed',
      {
        model: name,
        path: model.path,
        cause: error instanceof Error ? error.message.replace(/\.$/, '') : String(error),
      },
      error,
    )
  }
}

function sorted(models: readonly ReadyModel[]): ReadyModel[] {
  const waiting = new Map(models.map((model) => [model.name, model]))
  const done: ReadyModel[] = []
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter((model) =>
      model.reads.every((read) => relationName(read) === model.name || !waiting.has(relationName(read))),
    )
    if (next.length === 0) throw fault('model_circle', { names: [...waiting.keys()].join(', ') })
    for (const model of next) {
      if (model.reads.some((read) => relationName(read) === model.name))
        throw fault('model_circle', { names: model.name })
      waiting.delete(model.name)
      done.push(model)
    }
  }
  return done
}
