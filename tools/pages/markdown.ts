/** A table; cells keep to their line and column whatever stands in them. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n')

const inCell = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|')

/** Parts of a page, a blank line between them; what is undefined is left out. */
export const page = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined).join('\n\n')}\n`

export const code = (text: string): string => `\`${text}\``
