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

/** What each person was answered, by question: each different text once. */
export type Answers = readonly { person: number; question: number; texts: ReadonlySet<string> }[]

/** Everybody at once, each going round their own questions until the time is up; times are seconds. */
export async function serveCrowd(
  clients: readonly Client[],
  bodies: readonly string[],
  milliseconds: number,
): Promise<{ times: number[]; answers: Answers }> {
  const until = performance.now() + milliseconds
  const times: number[] = []
  const texts = clients.map(() => bodies.map(() => new Set<string>()))
  const one = async (client: Client, person: number): Promise<void> => {
    // everybody looks at another tile first
    for (let turn = person; performance.now() < until; turn++) {
      const question = turn % bodies.length
      const startedAt = performance.now()
      const text = await ask(client, bodies[question] as string)
      times.push((performance.now() - startedAt) / 1000)
      // how fresh the sources are changes with each load
      texts[person]?.[question]?.add(text.replace(/"asOf":\{[^}]*\}/, '"asOf":{}'))
    }
  }
  await Promise.all(clients.map(one))
  return {
    times,
    answers: texts.flatMap((own, person) => own.map((each, question) => ({ person, question, texts: each }))),
  }
}

export const leave = (): void => agent.destroy()
