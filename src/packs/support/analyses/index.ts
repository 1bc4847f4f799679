import { lineSplit } from './line-split.ts'
import { resolutionChange } from './resolution-change/index.ts'
import { slowestCategories } from './slowest-categories.ts'

export const analyses = [resolutionChange, lineSplit, slowestCategories] as const
