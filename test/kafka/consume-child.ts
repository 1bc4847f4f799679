// Syncs a topic again and again, saying each step; its parent kills it somewhere between.
import { openKafkaWorkspace, ratingsOf } from './workspace.ts'

const [folder = '', topic = '', ...brokers] = process.argv.slice(2)
const workspace = await openKafkaWorkspace(brokers, ratingsOf(topic), {
  folder,
  onProgress: ({ kind }) => void process.stdout.write(`${kind}\n`),
})
for (;;) {
  const { error } = await workspace.sync()
  if (error) throw new Error(error)
}
