declare module 'pino-roll' {
  import type { SonicBoom } from 'sonic-boom'
  export default function roll(options: {
    file: string
    frequency?: 'daily' | 'hourly'
    dateFormat?: string
    size?: string
    limit?: { count: number; removeOtherLogFiles?: boolean }
    sync?: boolean
    mkdir?: boolean
  }): Promise<SonicBoom>
}
