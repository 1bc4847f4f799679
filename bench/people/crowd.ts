import { Agent, request } from 'node:http'
import type { Answer } from '../../src/base/index.ts'

/** Somebody's browser or program: where it asks and what its requests carry. */
export interface Client {
  url: string
  headers: Readonly<Record<string, string>>
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** The text of an answer of `/api/query`. */
export function ask({ url, headers }: Client, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    }
    request(`${url}/api/query`, options, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString()
      if (answer.statusCode === 200) resolve(text)
      else reject(new Error(text))
    })
      .on('error', reject)
      .end(body)
  })
}

export const answerOf = (text: string): Answer => JSON.parse(text) as Answer

/** What a crowd was given. */
export interface Served {
  /** seconds of each answer */
  times: number[]
  /** the rows of each person's questions as they came, each different text once */
  answers: ReadonlyMap<string, ReadonlySet<string>>
}

/** Everybody at once, each going round their own questions until the time is up. */
export async function serveCrowd(
  clients: readonly Client[],
  bodies: readonly string[],
  milliseconds: number,
): Promise<Served> {
  const until = performance.now() + milliseconds
  const times: number[] = []
  const answers = new Map<string, Set<string>>()
  const one = async (client: Client, person: number): Promise<void> => {
    // everybody looks at another tile first
    for (let turn = person; performance.now() < until; turn++) {
      const question = turn % bodies.length
      const startedAt = performance.now()
      const text = await ask(client, bodies[question] as string)
      times.push((performance.now() - startedAt) / 1000)
      const key = `${person} ${question}`
      // how fresh the sources are changes with each load
      const known = answers.get(key) ?? new Set()
      answers.set(key, known.add(text.replace(/"asOf":\{[^}]*\}/, '"asOf":{}')))
    }
  }
  await Promise.all(clients.map(one))
  return { times, answers }
}

export const leave = (): void => agent.destroy()
