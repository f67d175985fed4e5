import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiSettings } from '../../../src/contract/local-api.ts'
import { ApiSettingsSchema } from '../../../src/contract/local-api.ts'
import type { Download, ModelFile } from '../../../src/contract/models.ts'
import { createLocalApi } from '../../../src/main/core/api/index.ts'
import type { LocalApiDeps } from '../../../src/main/core/api/index.ts'
import type { ApiClientStore, Clock, LlmEvent, StoredApiClient } from '../../../src/main/core/ports/index.ts'
import { quiet } from '../memos/rig.ts'

export const LANGUAGE: ModelFile = { id: 'gemma-3-4b', kind: 'language', path: '/models/gemma-3-4b.gguf', sizeBytes: 4, demo: false, fault: null }
export const SPEECH: ModelFile = { id: 'whisper-small', kind: 'whisper', path: '/models/whisper-small.bin', sizeBytes: 2, demo: false, fault: null }
const BROKEN: ModelFile = { id: 'broken', kind: 'language', path: '/models/broken.gguf', sizeBytes: 1, demo: false, fault: 'It is cut short.' }

export const never = new AbortController().signal

/** A double of the store, for what is about the core alone. */
export const memoryStore = (): ApiClientStore => {
  const clients = new Map<string, StoredApiClient>()
  return {
    list: () => [...clients.values()],
    wasBroken: false,
    put: async (client) => void clients.set(client.clientId, client),
    note: (client) => void clients.set(client.clientId, client),
    forget: async (clientId) => void clients.delete(clientId),
    close: async () => undefined,
  }
}

const clock: Clock = { now: Date.now, monotonic: () => performance.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }) }

/** The local API over doubles of the engine's side: an answer is the words that a test says, at the time it says. */
export const createApiRig = (changes: Partial<Omit<LocalApiDeps, 'settings'>> & { readonly settings?: Partial<ApiSettings>; readonly write?: (signal: AbortSignal, user: string | undefined) => AsyncIterable<string> } = {}) => {
  const { settings: changed, write = words, ...deps } = changes
  let settings = ApiSettingsSchema.parse({ on: true, port: 0, ...changed })
  const listeners = new Set<() => void>()
  const copied: string[] = []
  const removed: string[] = []
  let ids = 0
  const answer = async function* ({ signal, user }: { readonly signal: AbortSignal; readonly user?: string | undefined }): AsyncGenerator<LlmEvent, undefined, void> {
    yield { type: 'start', promptTokens: 3, reusedTokens: 0, contextTokens: 100 }
    let tokensOut = 0
    for await (const text of write(signal, user)) {
      signal.throwIfAborted()
      tokensOut += 1
      yield { type: 'delta', text }
    }
    yield { type: 'usage', tokensIn: 3, tokensOut, firstTokenMs: 1, tokensPerSecond: 10 }
    yield { type: 'done', stopReason: 'end' }
    return undefined
  }
  const api = createLocalApi({
    store: memoryStore(),
    settings: () => settings,
    onSettingsChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    copyToClipboard: async (text) => void copied.push(text),
    newId: () => `client-${(ids += 1)}`,
    llm: { chat: answer, complete: answer, embed: async ({ texts }) => ({ vectors: texts.map(() => Float32Array.of(1, 0)), tokens: texts.length }), facts: () => ({ state: 'ready', contextTokens: 100 }) },
    engines: { states: () => [] },
    models: { found: () => [BROKEN, SPEECH, LANGUAGE], remove: async (id) => void removed.push(id), unload: async () => undefined },
    inUse: () => [LANGUAGE.id, SPEECH.id],
    catalogue: () => [],
    readShape: () => null,
    fileTimeMs: () => 1000,
    destinations: () => [],
    answer: async function* () {
      yield* []
      throw new Error('nobody answers elsewhere')
    },
    transcribeFile: async function* () {
      yield* []
      throw new Error('nobody writes down')
    },
    downloads: { pull: async () => ({ downloadId: 'd1' }), pause: async () => undefined, list: (): readonly Download[] => [], onChange: () => () => undefined },
    clock,
    log: quiet,
    ...deps,
  })
  const change = (changedAgain: Partial<ApiSettings>): void => {
    settings = { ...settings, ...changedAgain }
    for (const listener of listeners) listener()
  }
  return { api, copied, removed, change }
}

async function* words(): AsyncGenerator<string> {
  yield 'Hello'
  yield ' there.'
}

/** All the words of an answer. */
export const textOf = async (events: AsyncIterable<LlmEvent>): Promise<string> => {
  let text = ''
  for await (const event of events) if (event.type === 'delta') text += event.text
  return text
}

/** A client with a token. */
export const withToken = async ({ api, copied }: Pick<ReturnType<typeof createApiRig>, 'api' | 'copied'>, name: string): Promise<{ readonly clientId: string; readonly token: string }> => {
  const { clientId } = await api.createClient(name, true)
  return { clientId, token: copied.at(-1) ?? '' }
}
