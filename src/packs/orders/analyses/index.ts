import { rfm } from './rfm/index.ts'

export const analyses = [rfm] as const
