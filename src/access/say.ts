import { defineWords, nearest, RequestError, type ErrorOptions, type MessageValues } from '../base/index.ts'
import type { Fault } from '../kit/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

/** Texts of this part of the product. */
export const words = defineWords({ en, ru })

type Code = keyof typeof en

/** A refusal in the words of `code`. */
export const refusal = (code: Code, values: MessageValues = {}, options: ErrorOptions = {}): RequestError =>
  new RequestError(words, code, values, options)

/** What is wrong in the settings, with the nearest right name where names are known. */
export const fault = (code: Code, path: string, name = '', known: readonly string[] = []): Fault => ({
  say: (locale) => words.say(locale, code, { path, name, what: name, ...suggested(name, known) }),
})

export const suggested = (name: string, known: readonly string[]): { hint: string; known: string } => ({
  hint: nearest(name, known) ?? 'none',
  known: known.join(', ') || '–',
})
