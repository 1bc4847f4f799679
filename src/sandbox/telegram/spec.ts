import { readFileSync } from 'node:fs'

/** The Bot API as `api.json` describes it (PaulSonOfLars/telegram-bot-api-spec, MIT). */
export interface BotApiSpec {
  version: string
  methods: Readonly<Record<string, MethodSpec>>
  types: Readonly<Record<string, TypeSpec>>
}

export interface MethodSpec {
  name: string
  returns: readonly string[]
  fields?: readonly FieldSpec[]
}

export interface TypeSpec {
  name: string
  fields?: readonly FieldSpec[]
  /** the types one of which a value has to fit */
  subtypes?: readonly string[]
}

export interface FieldSpec {
  name: string
  /** `Integer`, `String`, `Array of Array of InlineKeyboardButton`, … any of which will do */
  types: readonly string[]
  required: boolean
  /** the only place where lengths and fixed values stand */
  description: string
}

export const SPEC: BotApiSpec = JSON.parse(readFileSync(new URL('api.json', import.meta.url), 'utf8'))
