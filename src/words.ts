import { defineWords } from './base/index.ts'

/** Texts of the place where everything meets. */
export const words = defineWords({
  en: {
    no_report: 'There is no report “{id}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
  },
  ru: {
    no_report: 'Отчёта «{id}» нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
  },
})
