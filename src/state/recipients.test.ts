import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { NoticeStore, RecipientStore } from './contract.ts'
import { ENGINES, SAID, ownState, type TestState } from './testing.ts'

describe.each(ENGINES)('%s', (engine) => {
  let world: ReturnType<typeof pinnedWorld>
  let folder: TestState
  let recipients: RecipientStore
  let notices: NoticeStore

  beforeEach(async () => {
    world = pinnedWorld('2024-01-01T06:00:00Z')
    folder = await ownState(engine)
    ;({ recipients, notices } = await folder.open(world))
  })

  afterEach(() => folder.remove())

  test('a code binds whoever presents it, once', async () => {
    const code = await recipients.invite('head', 'telegram', 600)

    const found = await recipients.redeem('telegram', code, '1001')
    const again = await recipients.redeem('telegram', code, '2002')

    expect(code).toMatch(/^[2-9A-HJKMNP-TW-Z]{10}$/)
    expect([found, again]).toEqual(['head', undefined])
    expect(await recipients.bound()).toEqual([
      { recipient: 'head', channel: 'telegram', address: '1001', boundAt: '2024-01-01T06:00:00.000Z' },
    ])
  })

  test('a code is meant however it is spaced, cased or typed in Russian', async () => {
    const code = await recipients.invite('head', 'telegram', 600)
    const russian: Record<string, string> = { A: 'А', B: 'В', C: 'С', E: 'Е', H: 'Н', K: 'К', M: 'М', P: 'Р', T: 'Т' }
    const typed = [...code].map((letter) => (russian[letter] ?? letter).toLowerCase()).join('')

    const found = await recipients.redeem('telegram', ` ${typed.slice(0, 5)}-${typed.slice(5)} `, '1001')

    expect(found).toBe('head')
  })

  test('a code of another channel, an old one and one that a newer replaced bind nobody', async () => {
    const replaced = await recipients.invite('head', 'telegram', 600)
    const code = await recipients.invite('head', 'telegram', 600)

    const found = [await recipients.redeem('telegram', replaced, '1'), await recipients.redeem('email', code, '2')]
    world.set('2024-01-01T06:10:00Z')
    found.push(await recipients.redeem('telegram', code, '3'))

    expect(found).toEqual([undefined, undefined, undefined])
    expect(await recipients.bound()).toEqual([])
  })

  test('after five wrong codes an address is refused for an hour even the right one; the log says so', async () => {
    const code = await recipients.invite('head', 'telegram', 7200)
    for (let guess = 0; guess < 5; guess++) await recipients.redeem('telegram', `WRONG${guess}`, '666')

    const refused = await recipients.redeem('telegram', code, '666')
    world.set('2024-01-01T07:00:01Z')
    const later = await recipients.redeem('telegram', code, '666')

    expect([refused, later]).toEqual([undefined, 'head'])
    expect(world.lines.map((line) => line.event)).toEqual([
      ...Array<string>(5).fill('recipient.code.wrong'),
      'recipient.code.refused',
    ])
  })

  test('another address is not refused for it', async () => {
    const code = await recipients.invite('head', 'telegram', 600)
    for (let guess = 0; guess < 9; guess++) await recipients.redeem('telegram', `WRONG${guess}`, '666')

    expect(await recipients.redeem('telegram', code, '1001')).toBe('head')
  })

  test('what is written does not hold a code, and the log neither', async () => {
    const code = await recipients.invite('head', 'telegram', 600)
    await recipients.redeem('telegram', 'WRONGCODE2', '666')

    const written = await folder.written()
    expect(written).toContain('666')
    expect(written).not.toContain(code)
    expect(JSON.stringify(world.lines)).not.toContain('WRONGCODE2')
  })

  test('an address is one recipient’s, a recipient has one address a channel', async () => {
    await recipients.bind('head', 'telegram', '1001')
    await recipients.bind('deputy', 'telegram', '1001')
    await recipients.bind('deputy', 'telegram', '1002')
    await recipients.bind('deputy', 'email', 'deputy@example.com')
    await recipients.unbind('deputy', 'email')

    expect((await recipients.bound()).map((each) => [each.recipient, each.address])).toEqual([['deputy', '1002']])
  })

  test('a recipient who is off stays off since the first time, until switched on', async () => {
    await recipients.switchOff('head', 'telegram', SAID)
    world.set('2024-01-02T00:00:00Z')
    await recipients.switchOff('head', 'telegram', { ru: 'иначе', en: 'otherwise' })

    expect(await recipients.off()).toEqual([
      { recipient: 'head', channel: 'telegram', since: '2024-01-01T06:00:00.000Z', cause: SAID },
    ])
    await recipients.switchOn('head', 'telegram')
    expect(await recipients.off()).toEqual([])
  })

  test('a channel remembers the newest value', async () => {
    await recipients.remember('telegram', 'offset', '1')
    await recipients.remember('telegram', 'offset', '2')

    expect([await recipients.recall('telegram', 'offset'), await recipients.recall('email', 'offset')]).toEqual([
      '2',
      undefined,
    ])
  })

  test('a notice opens once, is told once, closes once, and its end is told once', async () => {
    const opened = await notices.open('source:desk', SAID)
    const again = await notices.open('source:desk', { ru: 'иначе', en: 'otherwise' })
    const untoldOpen = await notices.untold()
    await notices.told(opened.notice.id, 'open')
    const whileOpen = await notices.untold()
    const closed = await notices.close('source:desk')
    const closedAgain = await notices.close('source:desk')
    const untoldClosed = await notices.untold()
    await notices.told(opened.notice.id, 'closed')

    expect([opened.isNew, again.isNew, again.notice]).toEqual([true, false, opened.notice])
    expect(untoldOpen.map(({ id }) => id)).toEqual([opened.notice.id])
    expect(whileOpen).toEqual([])
    expect([closed?.id, closedAgain]).toEqual([opened.notice.id, undefined])
    expect(untoldClosed.map(({ id }) => id)).toEqual([opened.notice.id])
    expect(await notices.untold()).toEqual([])
  })

  test('what was well again before anybody was told is not told at all; a new failure is a new notice', async () => {
    const first = await notices.open('job:sync', SAID)
    await notices.close('job:sync')
    const untold = await notices.untold()
    const second = await notices.open('job:sync', SAID)

    expect(untold).toEqual([])
    expect(second).toMatchObject({ isNew: true, notice: { closedAt: null } })
    expect(second.notice.id).not.toBe(first.notice.id)
    expect((await notices.list({ onlyOpen: true, limit: 5 })).map(({ id }) => id)).toEqual([second.notice.id])
    expect(await notices.list({ limit: 5 })).toHaveLength(2)
  })
})
