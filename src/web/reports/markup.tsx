import { Fragment, type ReactNode } from 'react'

/** Tags of the channels' own markup, and what they are here. Anything else stays text. */
const TAGS: Readonly<Record<string, 'b' | 'i' | 'u' | 's' | 'code' | 'pre' | 'blockquote'>> = {
  b: 'b',
  strong: 'b',
  i: 'i',
  em: 'i',
  u: 'u',
  s: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}

const TOKEN = /<(\/?)([a-z]+)(?:\s[^>]*)?>|&(lt|gt|amp|quot|#\d+);|([^<&]+|[<&])/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

interface Open {
  tag: string | undefined
  children: ReactNode[]
}

/** A message's markup as elements; nothing of it is ever taken for the page's own HTML. */
export function Markup({ html }: { html: string }) {
  return <>{elementsOf(html)}</>
}

export function elementsOf(html: string): ReactNode[] {
  const stack: Open[] = [{ tag: undefined, children: [] }]
  const top = () => stack.at(-1) as Open
  const close = () => {
    const { tag, children } = stack.pop() as Open
    const Tag = TAGS[tag ?? '']
    const key = top().children.length
    top().children.push(Tag ? <Tag key={key}>{children}</Tag> : <Fragment key={key}>{children}</Fragment>)
  }
  for (const [, isEnd, tag, entity, text] of html.matchAll(TOKEN)) {
    if (text !== undefined) top().children.push(text)
    else if (entity !== undefined)
      top().children.push(ENTITIES[entity] ?? String.fromCodePoint(Number(entity.slice(1))))
    else if (!isEnd) stack.push({ tag, children: [] })
    else if (stack.some((open) => open.tag === tag)) while (stack.length > 1 && top().tag !== tag) close()
    if (isEnd && tag !== undefined && top().tag === tag) close()
  }
  while (stack.length > 1) close()
  return stack[0]?.children ?? []
}
