import { expect, test } from 'vitest'
import { checkSettings, Secret } from '../../kit/index.ts'
import { freepbxSchema } from './schema.ts'

const database = { host: 'pbx', user: 'svodka', password: new Secret('x') }
const api = { baseUrl: 'https://pbx.example.com/', clientId: 'a', clientSecret: new Secret('x') }
const check = (settings: Record<string, unknown>) => checkSettings(freepbxSchema, settings, 'svodka.config.ts', ['pbx'])

test('what is left out is FreePBX’s own', () => {
  const settings = check({ timeZone: 'Asia/Yekaterinburg', database })

  expect(settings.database).toMatchObject({ port: 3306, cdr: 'asteriskcdrdb', configuration: 'asterisk' })
  expect([settings.overlapHours, settings.extensionDigits]).toEqual([6, [2, 6]])
  expect(check({ timeZone: 'UTC', api }).api?.baseUrl).toBe('https://pbx.example.com')
})

test.each<[string, Record<string, unknown>, RegExp]>([
  ['no zone: nobody else knows what the exchange’s clock means', { database }, /pbx\.timeZone/],
  ['neither database nor api', { timeZone: 'UTC' }, /pbx\.database: give either database or api/],
  ['both', { timeZone: 'UTC', database, api }, /give either database or api/],
  [
    'a table of the log of queues without a database',
    { timeZone: 'UTC', api, queueLog: { table: 'a.b' } },
    /pbx\.queueLog: a table needs database/,
  ],
  [
    'a table without its database',
    { timeZone: 'UTC', database, queueLog: { table: 'queue_log' } },
    /must be database\.table/,
  ],
  [
    'extensions of six to two digits',
    { timeZone: 'UTC', database, extensionDigits: [6, 2] },
    /must be \[least, greatest\]/,
  ],
  ['a password as it stands', { timeZone: 'UTC', database: { ...database, password: 'open' } }, /secret\('NAME'\)/],
])('%s is refused', (_, settings, expected) => {
  expect(() => check(settings)).toThrow(expected)
})
