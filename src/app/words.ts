import { defineWords } from '../base/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

/** Texts of the place where everything meets. */
export const words = defineWords({ en, ru })
