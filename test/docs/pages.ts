import { globSync, readFileSync } from 'node:fs'

/** A fenced block of a page: what stands after the fence (`sh`, `ts svodka.config.ts`) and its text. */
export interface Block {
  language: string
  /** the file that it is, where one is named */
  file?: string
  /** its lines change that file */
  isChange: boolean
  text: string
}

export interface Page {
  path: string
  text: string
  blocks: readonly Block[]
  /** addresses of links, those to other sites and to places of the page itself left out */
  links: readonly string[]
}

const FENCE = /^( *)```(\w+)(?: ([^\n]+))?\n([\s\S]*?)^ *```$/gm

export function readPage(path: string): Page {
  const text = readFileSync(path, 'utf8')
  const blocks = [...text.matchAll(FENCE)].map(([, , language = '', info = '', body = '']): Block => {
    const [file] = info.split(' ')
    return { language, ...(file && { file }), isChange: info.endsWith(' +'), text: body }
  })
  const links = [...text.replaceAll(FENCE, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, address = '']) => address)
    .filter((address) => !/^(https?:|#)/.test(address))
  return { path, text, blocks, links }
}

/** The pages of a folder in English; the Russian ones stand beside them as `.ru.md`. */
export const pagesOf = (folder: string): readonly string[] =>
  globSync(`${folder}/*.md`)
    .filter((path) => !path.endsWith('.ru.md'))
    .toSorted()

export const inRussian = (path: string): string => path.replace(/\.md$/, '.ru.md')

/** Rows of all tables of a page, each with the titles that stand above it. */
export const rowsOf = (text: string): readonly { titles: readonly string[]; cells: readonly string[] }[] =>
  [...text.matchAll(/(?:^\|.*\|$\n?)+/gm)].flatMap(([table]) => {
    const [titles = [], , ...rows] = table.trim().split('\n').map(cellsOf)
    return rows.map((cells) => ({ titles, cells }))
  })

const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

/** What stands in back quotes, blocks left out. */
export const tokensIn = (text: string): readonly string[] =>
  [...text.replaceAll(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, token = '']) => token)

/** The words of a line of a shell; quotes keep words together, what follows ` #` is a remark. */
export function wordsOf(line: string): string[] {
  const command = line.replace(/ +#.*$/, '')
  return [...command.matchAll(/'([^']*)'|([^\s']+='[^']*')|(\S+)/g)].map(
    ([, quoted, assigned, plain]) => quoted ?? assigned?.replaceAll("'", '') ?? plain ?? '',
  )
}
