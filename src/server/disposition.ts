import type { Context } from 'hono'
import type { RenderedFile } from '../reports/index.ts'

/** How a browser is to take a file, and what it is called: in plain letters for old ones, in all alphabets for the others. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
}

/** A file that is whole already. */
export function fileAnswer(
  context: Context,
  { name, mediaType, content }: RenderedFile,
  kind: 'inline' | 'attachment',
): Response {
  context.header('content-type', mediaType)
  context.header('content-disposition', disposition(kind, name))
  return context.body(new Uint8Array(content))
}
