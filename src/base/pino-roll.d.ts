declare module 'pino-roll' {
  export default function roll(options: {
    file: string
    frequency?: 'daily' | 'hourly'
    dateFormat?: string
    size?: string
    limit?: { count: number; removeOtherLogFiles?: boolean }
    sync?: boolean
    mkdir?: boolean
  }): Promise<{
    write(line: string): boolean
    end(): void
    once(event: 'close', listener: () => void): { end(): void }
  }>
}
