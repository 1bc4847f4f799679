import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { State } from '../../state/index.ts'
import type { Delivery } from '../contract.ts'
import { MORNING, openDesk, recipient, request, type Desk } from '../testing.ts'
import { folder } from './index.ts'

let desk: Desk
let root: string
let share: string
let delivery: Delivery
/** whether the share goes away when the next file is written and has no name yet */
let goesAway: boolean

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-share-'))
  share = join(root, 'share')
  mkdirSync(share)
  goesAway = false
  desk = await openDesk()
  const channel = folder.open(
    undefined,
    { state: withVanishing(desk.state), workspaceFolder: root, workspaceName: 'Acme' },
    desk.world,
  )
  delivery = await desk.open({
    channels: { post: desk.post, folder: channel },
    recipients: [recipient('shelf', { addresses: { folder: { path: share, files: ['pdf'] } } }), recipient('admin')],
  })
})
afterEach(async () => {
  await desk.close()
  rmSync(root, { recursive: true, force: true })
})

/** What the channel remembers of a file it notes after the content is written, and before the file gets its name. */
function withVanishing(state: State): State {
  const remember: State['recipients']['remember'] = async (...note) => {
    if (goesAway) unmount()
    return state.recipients.remember(...note)
  }
  return { ...state, recipients: { ...state.recipients, remember } }
}

const unmount = () => renameSync(share, join(root, 'unmounted'))
const mount = () => renameSync(join(root, 'unmounted'), share)
const minutesLater = (minutes: number) => desk.world.set(new Date(Date.parse(MORNING) + minutes * 60_000).toISOString())
const told = () => desk.post.sendings.map(({ body }) => String(body['text']))
const states = async () => (await desk.states()).filter((state) => state.startsWith('shelf'))

test('a share that vanishes while a report is written: no half file, the administrator knows, and it is there when the share is', async () => {
  goesAway = true
  await delivery.send(request('shelf'))
  await delivery.flush()
  goesAway = false

  expect(readdirSync(join(root, 'unmounted'))).toEqual([expect.stringMatching(/^\.svodka-.*\.tmp$/)])
  expect(await states()).toEqual(['shelf file-1 waiting'])
  expect(told()).toEqual([expect.stringMatching(/^Failure\. /)])
  expect(told()[0]).toContain(`${share} is not there (ENOENT)`)

  minutesLater(30)
  await delivery.flush()

  expect(readdirSync(root)).not.toContain('share')
  expect(await states()).toEqual(['shelf file-1 waiting'])
  expect(told()).toHaveLength(1)

  mount()
  minutesLater(120)
  await delivery.flush()

  const [file, ...others] = readdirSync(share)
  expect([file, others]).toEqual([expect.stringMatching(/^2023-12-31 .*\.pdf$/), []])
  expect(readFileSync(join(share, file!)).subarray(0, 5).toString()).toBe('%PDF-')
  expect(readFileSync(join(share, file!)).toString('latin1').trimEnd()).toMatch(/%%EOF$/)
  expect(await states()).toEqual(['shelf file-1 sent'])
  expect(told().slice(1)).toEqual([expect.stringMatching(/^Fixed\. /)])

  await delivery.send(request('shelf'))
  await delivery.flush()
  expect(readdirSync(share)).toEqual([file])
})
