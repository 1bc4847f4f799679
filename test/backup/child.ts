import { openSvodka, restoreWorkspace } from '../../src/app/index.ts'

/** `backup FOLDER TO` or `restore FROM INTO`, telling its parent of each step. */
const [what, from = '', to = ''] = process.argv.slice(2)
const tell = (event: { kind: string }) => void process.send?.(event.kind)

tell({ kind: 'begun' })
if (what === 'backup') {
  const svodka = await openSvodka(from, process.env)
  await svodka.backup({ to, withSecrets: false, locale: 'en' }, tell)
  await svodka.close()
} else await restoreWorkspace({ from, into: to, isForced: false }, 'en', tell)
process.disconnect()
