import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'
import { createApiDoor, plainError } from '../../../src/main/web/api/index.ts'
import { createApiRig, withToken } from '../../core/api/rig.ts'
import { quiet } from '../../core/memos/rig.ts'
import { ROUTES } from './door-rig.ts'

export interface Crowd {
  /** Of each client: when its answers came, in milliseconds after the start. */
  readonly answeredAtMs: ReadonlyMap<string, readonly number[]>
  readonly failures: readonly number[]
  readonly rejectedMs: readonly number[]
  readonly totalMs: number
  /** Of the heap, after a collection: once all clients were known, and at the end. */
  readonly heapBytes: { readonly before: number; readonly after: number }
}

export const CLIENTS = 200
const WORDS = 5
const WORD_MS = 4
// Beside the 200 connections of the others there is room for this many.
const GREEDY_AT_ONCE = 40
const AGAIN_MS = 50

/** 200 apps that ask again and again at the real door, and one that asks for far more than it may; the model is a double that takes its time. */
export const runCrowd = async (rounds: number): Promise<Crowd> => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = async (): Promise<number> => {
    await sleep(200)
    collect()
    return process.memoryUsage().heapUsed
  }
  const rig = createApiRig({
    settings: { requestsPerMinute: 100_000 },
    write: async function* (signal) {
      for (let word = 0; word < WORDS; word += 1) {
        await sleep(WORD_MS, undefined, { signal })
        yield 'word '
      }
    },
  })
  const shapes = { openai: plainError, ollama: plainError, mcp: plainError, plain: plainError }
  const door = createApiDoor({ door: rig.api.door, work: rig.api.work, mcp: { list: () => [], call: () => Promise.reject(new Error('none')) }, load: async () => ({ routes: ROUTES, errorOf: shapes }), temporaryFolder: '/nowhere', version: '0', networkAddresses: () => [], networkNames: () => [], allowServer: () => undefined, log: quiet })
  await door.settled()
  const port = Number(new URL(rig.api.state().url ?? '').port)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const ask = (token: string): Promise<{ readonly status: number; readonly tookMs: number }> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now()
      request({ host: '127.0.0.1', port, path: '/v1/chat', method: 'POST', agent, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': 2 } }, (answer) => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, tookMs: performance.now() - startedMs })).once('error', reject)
      })
        .once('error', reject)
        .end('{}')
    })
  try {
    const tokens = new Map<string, string>()
    for (let client = 0; client < CLIENTS; client += 1) tokens.set(`App ${client}`, (await withToken(rig, `App ${client}`)).token)
    const greedy = (await withToken(rig, 'Greedy')).token
    const before = await heap()

    const startedMs = performance.now()
    const answeredAtMs = new Map<string, number[]>()
    const failures: number[] = []
    const rejectedMs: number[] = []
    let isOver = false
    const polite = [...tokens].map(async ([name, token]) => {
      const times: number[] = []
      answeredAtMs.set(name, times)
      for (let round = 0; round < rounds; round += 1) {
        const { status } = await ask(token)
        if (status === 200) times.push(performance.now() - startedMs)
        else failures.push(status)
      }
    })
    const pushing = Array.from({ length: GREEDY_AT_ONCE }, async () => {
      while (!isOver) {
        const { status, tookMs } = await ask(greedy)
        if (status !== 429) continue
        rejectedMs.push(tookMs)
        await sleep(AGAIN_MS)
      }
    })
    await Promise.all(polite)
    isOver = true
    const totalMs = performance.now() - startedMs
    await Promise.all(pushing)
    return { answeredAtMs, failures, rejectedMs, totalMs, heapBytes: { before, after: await heap() } }
  } finally {
    agent.destroy()
    await door.close()
    await rig.api.close()
  }
}

/** The value that this part of them does not exceed. */
export const percentile = (values: readonly number[], part: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN
