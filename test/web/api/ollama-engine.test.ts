import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { ModelFile } from '../../../src/contract/models.ts'
import { createLlama } from '../../../src/main/adapters/llama/index.ts'
import { createApiDoor, plainError } from '../../../src/main/web/api/index.ts'
import { ollamaError } from '../../../src/main/web/api/ollama-error.ts'
import { ollamaRoutes } from '../../../src/main/web/api/ollama-routes.ts'
import { createApiRig, withToken } from '../../core/api/rig.ts'
import { modelAt, realEngines } from '../../engines.ts'
import { missing, shared } from '../../shared.ts'
import { createMemoryLog } from '../door-fixture.ts'
import { itServesOllamaClients, type OllamaTarget } from './ollama-clients.ts'

const LANGUAGE: ModelFile = { ...modelAt(shared('models/stories260K-f32.gguf'), 'language'), id: 'stories260K-f32' }
const EMBEDDER: ModelFile = { ...modelAt(shared('models/embed-static-64d-f16.gguf'), 'embedding'), id: 'embed-static-64d-f16' }

/** The real engine, queue and door; only the state of the host around them is a double. */
const openAll = async (): Promise<{ readonly target: OllamaTarget; close(): Promise<void> }> => {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'freehold-ollama-'))
  const engines = realEngines()
  const llm = createLlama({ engines, threads: () => 1 })
  const found = [LANGUAGE, EMBEDDER]
  const rig = createApiRig({
    llm,
    engines,
    models: { found: () => found, remove: async () => undefined, unload: async (id) => void (await engines.unload(found.find((model) => model.id === id)?.path ?? '')) },
    inUse: () => [LANGUAGE.id],
  })
  const door = createApiDoor({
    door: rig.api.door,
    work: rig.api.work,
    mcp: { list: () => [], call: () => Promise.reject(new Error('none')) },
    load: async () => ({ routes: ollamaRoutes, errorOf: { openai: plainError, ollama: ollamaError, mcp: plainError, plain: plainError } }),
    temporaryFolder,
    version: '0',
    networkAddresses: () => [],
    networkNames: () => [],
    allowServer: () => undefined,
    log: createMemoryLog(),
  })
  await door.settled()
  const { token } = await withToken(rig, 'Ollama')
  return {
    target: { url: rig.api.state().url ?? '', token, model: LANGUAGE.id, embedder: EMBEDDER.id, tooLong: 'Once upon a time. '.repeat(2000) },
    close: async () => {
      await door.close()
      await rig.api.close()
      await engines.close()
      await rm(temporaryFolder, { recursive: true, force: true })
    },
  }
}

describe.skipIf(missing('models/stories260K-f32.gguf', 'models/embed-static-64d-f16.gguf'))('Ollama’s clients: with the real engine behind the real door', () => {
  let opened: Awaited<ReturnType<typeof openAll>>
  beforeAll(async () => {
    opened = await openAll()
  })
  afterAll(() => opened.close())
  itServesOllamaClients(async () => opened.target)
})
