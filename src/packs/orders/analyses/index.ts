import { cohorts } from './cohorts.ts'
import { customer } from './customer.ts'
import { managerLists } from './manager-lists/index.ts'
import { migration } from './migration/index.ts'
import { rfm } from './rfm/index.ts'

export const analyses = [rfm, migration, managerLists, cohorts, customer] as const
