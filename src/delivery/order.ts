import type { MadePart } from './contract.ts'

const KINDS = ['text', 'picture', 'file']
const PLACES_OF_A_KIND = 1000

/** The place of a part in its message by its name alone, so that it is the same however often it is made: texts, pictures, files. */
export function orderOf(part: string): number {
  const [kind = '', number = '1'] = part.split('-')
  const place = KINDS.indexOf(kind)
  return (place < 0 ? KINDS.length : place) * PLACES_OF_A_KIND + Number(number)
}

export const isText = ({ part }: Pick<MadePart, 'part'>): boolean => part.startsWith('text-')
