import type { Channel } from './contract.ts'
import { email } from './email/index.ts'
import { folder } from './folder/index.ts'

export * from './contract.ts'
export { createDelivery, INVITATION_SECONDS } from './delivery.ts'

/** Every way to people. */
export const channels: readonly Channel[] = [folder, email]
