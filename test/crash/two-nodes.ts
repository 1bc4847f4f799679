/** Ten schedules, each due every quarter of an hour. */
export const JOBS = Array.from({ length: 10 }, (_, number) => ({ id: `quarter-${number}`, at: '*/15 * * * *' }))
export const TIME_ZONE = 'Europe/Moscow'
export const LEASE_SECONDS = 30
export const LOST = { ru: 'узел прервался', en: 'the node broke off' }
