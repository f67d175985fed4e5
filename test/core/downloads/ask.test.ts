import { expect, it } from 'vitest'
import { createAsk } from '../../../src/main/core/downloads/ask.ts'
import type { FetchAnswer } from '../../../src/main/core/ports/index.ts'
import { never } from './rig.ts'

it('follows no answer from https to http, and asks nobody there', async () => {
  const asked: string[] = []
  // A double: no certificate for a server of this test would be trusted by the rig's gate.
  const fetch: FetchAnswer = async ({ url }) => {
    asked.push(url)
    return { status: 302, headers: new Headers({ location: 'http://models.example/file.gguf' }), body: null, address: '127.0.0.1' }
  }
  await expect(createAsk(fetch)({ method: 'GET', url: 'https://models.example/file.gguf' }, never)).rejects.toMatchObject({ code: 'NOT_PERMITTED', message: expect.stringContaining('from https to http') as string })
  expect(asked).toEqual(['https://models.example/file.gguf'])
})
