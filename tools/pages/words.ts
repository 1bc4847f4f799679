import { defineWords } from '../../src/base/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

export const words = defineWords({ en, ru })
