import { afterAll } from 'vitest'

// files of a worker share its environment: what one sets for its workspace must not reach the programs that the next one starts
const before = { ...process.env }

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})
