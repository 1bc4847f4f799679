import { expect, test } from 'vitest'
import { checkPassword } from './password-rules.ts'
import { createPasswords } from './passwords.ts'
import { CHEAP, refused } from './testing.ts'

test('a password is kept as argon2id with its cost, and found again', async () => {
  const passwords = createPasswords()

  const hash = await passwords.hash('twelve quiet herons')

  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await passwords.verify(hash, 'twelve quiet herons')).toBe(true)
  expect(await passwords.verify(hash, 'twelve quiet heronS')).toBe(false)
  expect(await passwords.verify(undefined, 'twelve quiet herons')).toBe(false)
})

test('a hash that the reference program of argon2 made is read', async () => {
  const made = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

  expect(await createPasswords().verify(made, 'password')).toBe(true)
})

test('the same letters, composed or not, are the same password', async () => {
  const passwords = createPasswords(CHEAP)

  expect(await passwords.verify(await passwords.hash('ёлки и палки'.normalize('NFD')), 'ёлки и палки')).toBe(true)
})

test('two are hashed at once, some wait, and the rest are turned away', async () => {
  let [running, most] = [0, 0]
  const done: (() => void)[] = []
  const passwords = createPasswords(CHEAP, async ({ tagLength }) => {
    most = Math.max(most, (running += 1))
    await new Promise<void>((resolve) => done.push(resolve))
    running -= 1
    return Buffer.alloc(tagLength)
  })

  const all = Array.from({ length: 40 }, () => passwords.hash('x').then(() => 'hashed'))
  const turnedAway = await Promise.all(all.slice(34).map(refused))
  for (let turn = 0; turn < 34; turn++) {
    done.shift()?.()
    await Promise.race(all.slice(turn, turn + 1))
  }

  expect(turnedAway).toEqual(Array(6).fill('busy'))
  expect(await Promise.all(all.slice(0, 34))).toEqual(Array(34).fill('hashed'))
  expect(most).toBe(2)
})

test.each([
  ['twelve quiet herons', 'fine'],
  ['сорок тысяч обезьян', 'fine'],
  ['k8#Tq!zR2w', 'fine'],
  ['short one', 'short_password'],
  ['🦜🦜🦜🦜🦜', 'short_password'],
  ['х'.repeat(1001), 'long_password'],
  ['Anna.Ezhova', 'password_is_name'],
  ['АннаЕжова1985!', 'password_is_name'],
  ['Password2024!', 'common_password'],
  ['1234567890', 'common_password'],
  ['йцукенгшщз', 'common_password'],
  ['aaaaaaaaaaaa', 'common_password'],
  ['1q2w3e4r5t', 'common_password'],
  ['qwertyuiop123', 'common_password'],
])('of a password: %s is %s', async (password, verdict) => {
  const check = async () => checkPassword(password, { login: 'anna.ezhova', name: 'Анна Ежова' })

  expect(verdict === 'fine' ? await check().then(() => 'fine') : await refused(check())).toBe(verdict)
})
