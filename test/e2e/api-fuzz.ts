import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { findPaths } from '../../src/main/adapters/place.ts'
import { OllamaErrorSchema } from '../../src/contract/ollama.ts'
import { OpenAiErrorSchema } from '../../src/contract/openai-shared.ts'
import { ask, createAgent } from './api-ask.ts'
import type { Answered } from './api-ask.ts'
import { oddRequest } from './api-requests.ts'
import type { Asked, Dialect } from './api-requests.ts'
import { STORY_MODEL } from './api-rig.ts'
import type { OpenApi } from './api-rig.ts'
import type { Home } from './start-host.ts'

export interface FuzzReport {
  readonly statuses: ReadonlyMap<string, number>
  readonly slowestMs: number
}

const AT_ONCE = 6

/** Asks odd things, several at once, and throws at the first answer that no client would understand, or that tells of a fault of ours. */
export const fuzzApi = async ({ url, token, home }: OpenApi, { seed, batches }: { readonly seed: number; readonly batches: number }): Promise<FuzzReport> => {
  const agent = createAgent()
  const statuses = new Map<string, number>()
  let slowestMs = 0
  const one = async (asked: Asked): Promise<void> => {
    const { method, path, contentType, body, leavesAfterMs } = asked
    // One whose length is known by its head alone is refused before it is sent: then the connection may break while it sends.
    const answered = await ask(url + path, { agent, token, method, contentType, body, leavesAfterMs })
    const key = `${asked.dialect} ${answered === null ? 'left' : answered.status}`
    statuses.set(key, (statuses.get(key) ?? 0) + 1)
    if (answered === null) return
    slowestMs = Math.max(slowestMs, answered.tookMs)
    const objection = objectTo(asked.dialect, answered)
    if (objection !== null) throw new Error(`${objection}\n${answered.status} ${answered.body.slice(0, 600)}`)
  }
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(oddRequest, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (batch) => {
        const results = await Promise.allSettled(batch.map(one))
        for (const result of results) if (result.status === 'rejected') throw result.reason
      }),
      { seed, numRuns: batches, interruptAfterTimeLimit: 3_000_000, endOnFailure: true },
    )
    const plain = await ask(`${url}/v1/chat/completions`, { agent, token, body: JSON.stringify({ model: STORY_MODEL, max_tokens: 4, messages: [{ role: 'user', content: 'Hello' }] }) })
    if (plain?.status !== 200) throw new Error(`A plain chat does not work afterwards: ${plain?.status} ${plain?.body}`)
  } catch (error) {
    throw new Error(`The log tells of: ${faultsOf(home).join('\n') || 'nothing'}`, { cause: error })
  } finally {
    agent.destroy()
  }
  const faults = faultsOf(home)
  if (faults.length > 0) throw new Error(`The log tells of faults:\n${faults.join('\n')}`)
  return { statuses, slowestMs }
}

/** Lines of the log about what must not happen, whatever is asked. */
export const faultsOf = ({ env }: Home): readonly string[] => {
  return readFileSync(findPaths(env).logFile, 'utf8').split('\n').filter((line) => /"(api|mcp|web)\.failed"|"engine\.crashed"|ENGINE_CRASHED|ENGINE_TIMEOUT/.test(line))
}

const OURS = /stopped while it worked|stopped answering|engine_crashed|Something went wrong/

const objectTo = (dialect: Dialect, { status, body }: Answered): string | null => {
  if (OURS.test(body)) return 'A fault of ours.'
  if (status >= 500 && status !== 501 && status !== 503) return 'A fault of ours by its status.'
  if (status < 400) return null
  try {
    const value = JSON.parse(body) as { readonly jsonrpc?: unknown; readonly error?: { readonly message?: unknown } }
    if (dialect === 'openai') OpenAiErrorSchema.parse(value)
    else if (dialect === 'ollama') OllamaErrorSchema.parse(value)
    else if (value.jsonrpc !== '2.0' || typeof value.error?.message !== 'string') return 'Not the form of MCP.'
    return null
  } catch {
    return `Not the form of ${dialect}.`
  }
}
