/** What a message may hold. */
export const PLACEHOLDERS = ['name', 'amount', 'due_on', 'days', 'signature'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

export const placeholdersIn = (text: string): string[] =>
  [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!.trim())

/** A template with its placeholders filled; values are put in as they are. */
export const filled = (template: string, values: Readonly<Record<Placeholder, string>>): string =>
  template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => values[name.trim() as Placeholder] ?? whole).trim()
