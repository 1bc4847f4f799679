// Syncs notes from a scripted tap, saying each step; its parent kills it at one of them.
import { readFileSync } from 'node:fs'
import { openSingerWorkspace, type Settings } from './workspace.ts'

const [folder = '', settingsFile = ''] = process.argv.slice(2)
const settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as Settings
const workspace = await openSingerWorkspace({
  folder,
  onProgress: ({ kind }) => void process.stdout.write(`${kind}\n`),
})
process.stdout.write('began\n')
const [result] = await workspace.sync(settings)
process.stdout.write(`${JSON.stringify(result)}\n`)
await workspace.close()
