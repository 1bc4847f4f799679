import { randomUUID } from 'node:crypto'
import type { OutboxRow } from '../state/index.ts'

const TEST = 'test-'

export const testEdition = (at: Date): string => `${TEST}${at.toISOString()}-${randomUUID().slice(0, 8)}`

/** Tests are sent once, whether or not the recipient is switched off, and never told as a trouble. */
export const isTest = ({ edition }: Pick<OutboxRow, 'edition'>): boolean => edition.startsWith(TEST)
