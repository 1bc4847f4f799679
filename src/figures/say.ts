import { RequestError, defineWords, nearest, type MessageValues } from '../base/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

/** Texts of this part of the product. */
export const words = defineWords({ en, ru })

/** A question that cannot be answered as it stands, in the words of `code`. */
export const wrong = (code: keyof typeof en, values: MessageValues = {}): RequestError =>
  new RequestError(words, code, values)

type NotFound = Extract<keyof typeof en, `unknown_${string}`>

/** A name that does not exist, with the nearest that does. */
export const notFound = (code: NotFound, name: string, known: readonly string[]): RequestError =>
  wrong(code, { name, hint: suggestion(name, known), known: known.join(', ') || '–' })

/** The nearest name; a name without its pack (`backlog`) is compared with names without theirs. */
function suggestion(name: string, known: readonly string[]): string {
  const short = (id: string): string => id.slice(id.indexOf('.') + 1)
  const near = nearest(name, known)
  if (near !== undefined) return near
  const nearShort = nearest(short(name), known.map(short))
  return known.find((id) => short(id) === nearShort) ?? 'none'
}
