import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { missing } from '../shared.ts'
import { itServesOllamaClients } from '../web/api/ollama-clients.ts'
import { EMBEDDING_MODEL, openApi, STORY_MODEL } from './api-rig.ts'
import type { OpenApi } from './api-rig.ts'

const PATIENCE_MS = 120_000

describe.skipIf(missing(`models/${STORY_MODEL}.gguf`, `models/${EMBEDDING_MODEL}.gguf`))('the built host for apps that speak Ollama’s API', { timeout: PATIENCE_MS }, () => {
  let opened: OpenApi
  beforeAll(async () => {
    opened = await openApi()
  }, PATIENCE_MS)
  afterAll(() => opened?.close())

  itServesOllamaClients(async () => ({ url: opened.url, token: opened.token, model: STORY_MODEL, embedder: EMBEDDING_MODEL, tooLong: 'Once upon a time. '.repeat(2000) }))

  it('hands out its own description, which is the one that ships', async () => {
    const response = await fetch(`${opened.url}/openapi.yaml`, { headers: { authorization: `Bearer ${opened.token}` } })
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toBe(readFileSync(new URL('../../resources/freehold.openapi.yaml', import.meta.url), 'utf8'))
    const { paths } = parse(text) as { readonly paths: object }
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/chat/completions', '/v1/audio/transcriptions', '/api/chat', '/api/pull']))
  })
})
