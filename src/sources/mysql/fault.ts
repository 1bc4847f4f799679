import { defineWords, SourceError, type MessageValues, type Recovery } from '../../base/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

export const words = defineWords({ en, ru })

export const fault = (
  code: string,
  values: MessageValues,
  recovery: Recovery,
  options: { retryAfterSeconds?: number } = {},
): SourceError => new SourceError(words, code, values, { recovery, ...options })
