export { telegramFaults, type TelegramFaultKind } from './faults.ts'
export { startTelegramSandbox, type TelegramSandbox, type TelegramSandboxOptions } from './sandbox.ts'
