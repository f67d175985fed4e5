import { createConnection } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anthropicSays, cutAfter, openaiSays, splitEvery, startProvider } from './index.ts'
import type { Provider } from './index.ts'

let provider: Provider
beforeEach(async () => {
  provider = await startProvider()
})
afterEach(() => provider.close())

const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(provider.url + path, { method: 'POST', body, headers })

describe('the double for providers', () => {
  it('records what came, byte for byte, a request at a time on one connection', async () => {
    const socket = createConnection(Number(new URL(provider.url).port), '127.0.0.1')
    await once(socket, 'connect')
    const first = 'POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Api-Key: k\r\nanthropic-version: 1\r\nContent-Length: 7\r\n\r\n{"a":1}'
    const second = 'GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n'
    socket.write(first)
    await once(socket, 'data')
    await expect.poll(() => provider.requests[0]?.done).toBeDefined()
    await provider.requests[0]?.done
    socket.write(second)
    await expect.poll(() => provider.requests.length).toBe(2)
    socket.destroy()
    expect(provider.requests.map(({ wire }) => wire.toString())).toEqual([first, second])
    expect(provider.requests[0]?.body.toString()).toBe('{"a":1}')
    expect(provider.connections().opened).toBe(1)
  })

  it('streams whole however it is split, and breaks off where it is cut', async () => {
    const whole = anthropicSays({ text: ['Grüße ', 'aus Köln'], thinking: ['hm'], tools: [{ id: 't', name: 'look', json: ['{"a"', ':1}'] }] })
    provider.script([splitEvery(whole), cutAfter(whole, 'Grüße')])
    const response = await post('/v1/messages', '{}')
    expect(await response.text()).toBe(whole.body.toString())
    const cut = await post('/v1/messages', '{}')
    await expect(cut.text()).rejects.toThrow()
    expect(await provider.requests[1]?.done).toBe(false)
  })

  it('ends an answer of OpenAI with the usage and [DONE]', () => {
    const text = openaiSays({ text: ['a'] }).body.toString()
    expect(text).toMatch(/"usage":\{"prompt_tokens":12.*\n\ndata: \[DONE\]\n\n$/)
  })

  it('refuses a key that it does not know', async () => {
    const strict = await startProvider({ keys: ['right'] })
    const ask = (key: string): Promise<Response> => fetch(`${strict.openaiUrl}/models`, { headers: { authorization: `Bearer ${key}` } })
    expect((await ask('right')).status).toBe(200)
    expect((await ask('wrong')).status).toBe(401)
    await strict.close()
  })
})
