import { Agent, request } from 'node:http'

export interface Answered {
  readonly status: number
  readonly body: string
  readonly tookMs: number
}

/** Asks as an app does. Null where it left by itself before the end; rejects where the connection broke, or nothing came in time. */
export const ask = (url: string, { agent, token, method = 'POST', contentType = 'application/json', body, leavesAfterMs = null, deadlineMs = 60_000 }: { readonly agent: Agent; readonly token: string; readonly method?: string; readonly contentType?: string; readonly body?: string; readonly leavesAfterMs?: number | null; readonly deadlineMs?: number }): Promise<Answered | null> =>
  new Promise((resolve, reject) => {
    const startedMs = performance.now()
    const timers = [setTimeout(() => settle(() => reject(new Error(`No end of it after ${deadlineMs} ms.`))), deadlineMs)]
    const asked = request(url, { method, agent, headers: { authorization: `Bearer ${token}`, ...(body === undefined || body === '' ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }), accept: 'application/json, text/event-stream' } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).once('error', (error) => settle(() => reject(error)))
      answer.once('end', () => settle(() => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString(), tookMs: performance.now() - startedMs }), false))
    })
    const settle = (done: () => void, isBroken = true): void => {
      for (const timer of timers) clearTimeout(timer)
      done()
      if (isBroken) asked.destroy()
    }
    if (leavesAfterMs !== null) timers.push(setTimeout(() => settle(() => resolve(null)), leavesAfterMs))
    asked.on('error', (error) => settle(() => reject(error)))
    asked.end(body)
  })

/** One connection for each that is under way, kept for the next. */
export const createAgent = (maxSockets = 240): Agent => new Agent({ keepAlive: true, maxSockets })
