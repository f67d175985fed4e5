import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missing } from '../shared.ts'
import { openApi, STORY_MODEL } from './api-rig.ts'
import type { OpenApi } from './api-rig.ts'

describe.skipIf(missing(`models/${STORY_MODEL}.gguf`))('an app that means harm, at the built host', () => {
  let rig: OpenApi
  let heard = 0
  const secret = createServer((_request, response) => {
    heard += 1
    response.end()
  })
  beforeAll(async () => {
    rig = await openApi({ apiLines: '  needsToken: false\n' })
    await new Promise<void>((resolve) => secret.listen(0, '127.0.0.1', resolve))
  }, 60_000)
  afterAll(async () => {
    secret.close()
    await rig?.close()
  })
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${rig.url}${path}`, { method, headers: { authorization: `Bearer ${rig.token}`, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) })

  it('has no address fetched, outside or inside, and writes nothing of it down', async () => {
    const { port } = secret.address() as AddressInfo
    for (const model of [`http://127.0.0.1:${port}/what-i-know?text=secret`, 'https://example.invalid/x.gguf', 'hf:own/other/x.gguf']) {
      const answer = await send('POST', '/api/pull', { model, stream: false })
      expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 403, body: { error: expect.stringContaining('Apps may not') } })
    }
    expect(heard).toBe(0)
    expect((await rig.api.ledger.list({})).rows.filter(({ method }) => method === 'GET' || method === 'HEAD')).toEqual([])
  })

  it('deletes no model', async () => {
    const answer = await send('DELETE', '/api/delete', { model: STORY_MODEL })
    expect(answer.status).toBe(403)
    expect(await (await send('POST', '/api/show', { model: STORY_MODEL })).json()).toMatchObject({ capabilities: expect.any(Array) })
  })

  it('lets no web page in without a token, however it asks', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
      for (const path of ['/v1/chat/completions', '/mcp', '/api/pull']) {
        const answer = await fetch(`${rig.url}${path}`, { method: 'POST', headers: { 'content-type': 'text/plain', ...headers }, body: '{}' })
        expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 403, null])
      }
  })
})

describe('freehold mcp', () => {
  it('says that Freehold has to run, where nobody could be asked', () => {
    const home = mkdtempSync(join(tmpdir(), 'fh-'))
    try {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../../out/main/cli.js'), 'mcp', '--client', 'App'], { env: { ...process.env, FREEHOLD_HOME: home, XDG_RUNTIME_DIR: home }, input: '', encoding: 'utf8' })
      expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining('Start Freehold first') })
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })
})
