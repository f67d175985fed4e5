import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { Download } from '../../../src/contract/models.ts'
import type { TurnEvent, TurnRequest } from '../../../src/main/core/answers/index.ts'
import { createApiRig, LANGUAGE, never, SPEECH, textOf, withToken } from './rig.ts'

const admitted = (outcome: ReturnType<ReturnType<typeof createApiRig>['api']['door']['admit']>) => {
  if ('status' in outcome) throw new Error(outcome.message)
  return outcome
}
const caller = { clientId: 'client-1', name: 'Editor' }
const chat = { model: LANGUAGE.id, messages: [{ role: 'user' as const, text: 'Hi' }], signal: never }

describe('apps and their tokens', () => {
  it('puts a new token on the clipboard, keeps its hash alone, and lets it in', async () => {
    const rig = createApiRig()
    const { clientId, token } = await withToken(rig, 'Editor')
    expect(token).toMatch(/^fh-[\w-]{43}$/)
    expect(JSON.stringify(rig.api.state())).not.toContain(token)
    expect(JSON.stringify(rig.api.state())).not.toContain(createHash('sha256').update(token).digest('hex'))
    expect(admitted(rig.api.door.admit({ token, from: null, signal: never })).caller).toEqual({ clientId, name: 'Editor' })
    expect(rig.api.state().clients).toMatchObject([{ clientId, requests: 1, active: 1, lastFrom: 'this computer' }])
  })

  it('makes no client where there is no clipboard, and takes a hash instead', async () => {
    const { api } = createApiRig({ copyToClipboard: () => Promise.reject(new AppError('UNSUPPORTED', 'none')) })
    await expect(api.createClient('Editor', true)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect(api.state().clients).toEqual([])
    await api.addClient('Editor', false, createHash('sha256').update('fh-mine').digest('hex'))
    expect(admitted(api.door.admit({ token: 'fh-mine', from: '192.168.1.9', signal: never })).caller.name).toBe('Editor')
    await expect(api.addClient('editor', true, '0'.repeat(64))).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(api.addClient('This computer', true, '0'.repeat(64))).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('asks for a token, but on this machine where the person said none is needed', () => {
    const { api, change } = createApiRig()
    expect(api.door.admit({ token: null, from: null, signal: never })).toMatchObject({ status: 401 })
    expect(api.door.admit({ token: 'fh-wrong', from: null, signal: never })).toMatchObject({ status: 401 })
    change({ needsToken: false })
    expect(admitted(api.door.admit({ token: null, from: null, signal: never })).caller.name).toBe('This computer')
    expect(api.door.admit({ token: null, from: '192.168.1.9', signal: never })).toMatchObject({ status: 401 })
    expect(api.state().clients.map(({ name }) => name)).toEqual(['This computer'])
    change({ on: false })
    expect(api.door.admit({ token: null, from: null, signal: never })).toMatchObject({ status: 503 })
  })

  it('ends what a client asked for when it is revoked, and takes its token no more', async () => {
    const rig = createApiRig()
    const { clientId, token } = await withToken(rig, 'Editor')
    const { signal } = admitted(rig.api.door.admit({ token, from: null, signal: never }))
    await rig.api.revoke(clientId)
    expect(signal.aborted).toBe(true)
    expect(signal.reason).toMatchObject({ name: 'AbortError', cause: { code: 'NOT_PERMITTED' } })
    expect(rig.api.door.admit({ token, from: null, signal: never })).toMatchObject({ status: 401 })
    await expect(rig.api.revoke(clientId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('ends a request when its time is up', async () => {
    const rig = createApiRig({ settings: { maxMinutes: 0.001 } })
    const { token } = await withToken(rig, 'Editor')
    const { signal } = admitted(rig.api.door.admit({ token, from: null, signal: never }))
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    expect(signal.reason).toMatchObject({ name: 'AbortError', cause: { code: 'ENGINE_TIMEOUT' } })
  })

  it('lets in only so many of a client at once, and within a minute', async () => {
    const rig = createApiRig({ settings: { maxActive: 1, maxWaiting: 1, requestsPerMinute: 3 } })
    const { token } = await withToken(rig, 'Editor')
    const ask = () => rig.api.door.admit({ token, from: null, signal: never })
    const first = admitted(ask())
    admitted(ask())
    expect(ask()).toMatchObject({ status: 429, retryAfterSeconds: 1 })
    first.end()
    admitted(ask()).end()
    expect(ask()).toMatchObject({ status: 429, retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 50 && seconds <= 60) as number })
    const other = await withToken(rig, 'Other')
    expect(admitted(rig.api.door.admit({ token: other.token, from: null, signal: never })).caller.name).toBe('Other')
  })

  it('keeps what a client may read, and forgets it when asked', async () => {
    const { api } = createApiRig()
    const { clientId } = await api.clientNamed('stdio', true)
    expect(await api.clientNamed('stdio', true)).toEqual({ clientId, name: 'stdio' })
    await api.remember(clientId, 'note', true)
    await api.remember(clientId, 'note', false)
    await api.remember(clientId, 'capture', true)
    expect(api.client(clientId)?.grants).toEqual([{ origin: 'note', allowed: false }, { origin: 'capture', allowed: true }])
    await api.setForwards(clientId, false)
    await api.forgetGrants(clientId)
    expect(api.client(clientId)).toMatchObject({ forwards: false, grants: [] })
  })

  it('tells the page at once and whenever something changed', async () => {
    const rig = createApiRig()
    const leaving = new AbortController()
    const changes = rig.api.changes(leaving.signal)
    expect((await changes.next()).value?.clients).toEqual([])
    await withToken(rig, 'Editor')
    rig.api.door.turnedAway()
    expect((await changes.next()).value).toMatchObject({ clients: [{ name: 'Editor' }], turnedAway: 1 })
    leaving.abort()
    expect((await changes.next()).done).toBe(true)
  })
})

describe('what apps may ask', () => {
  it('lists what can be used, those in use first, and finds by id or path and nothing else', () => {
    const { api } = createApiRig()
    expect(api.work.models().map(({ id }) => id)).toEqual([LANGUAGE.id, SPEECH.id])
    expect(api.work.findModel(LANGUAGE.path)?.id).toBe(LANGUAGE.id)
    expect(api.work.findModel('/etc/passwd')).toBeNull()
    expect(api.work.findModel('broken')).toBeNull()
    expect(api.work.models()[0]).toMatchObject({ contextTokens: 100, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  })

  it('answers with the model here, in the app’s name and together with others', async () => {
    let asked: unknown
    const rig = createApiRig()
    const { api } = createApiRig({ llm: { chat: (request) => ((asked = request), rig.api.work.chat(caller, chat)), complete: () => rig.api.work.chat(caller, chat), embed: async () => ({ vectors: [], tokens: 0 }), facts: () => ({ state: 'ready', contextTokens: 100 }) } })
    expect(await textOf(api.work.chat(caller, chat))).toBe('Hello there.')
    expect(asked).toMatchObject({ model: LANGUAGE, turn: 'together', conversation: '', user: 'Editor' })
  })

  it('says which models there are where one is not known, and refuses what a model is not for', async () => {
    const { api } = createApiRig()
    await expect(textOf(api.work.chat(caller, { ...chat, model: 'gpt-4' }))).rejects.toMatchObject({ code: 'NOT_FOUND', next: expect.stringContaining(LANGUAGE.id) as string })
    await expect(textOf(api.work.chat(caller, { ...chat, model: SPEECH.id }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(api.work.embed(caller, { model: SPEECH.id, texts: ['x'], signal: never })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(api.work.transcribe(caller, { model: LANGUAGE.id, path: '/x', fileName: 'x', signal: never })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('leaves its place when the app stops reading, and when it leaves while it waits', async () => {
    const rig = createApiRig({ settings: { maxActive: 1 } })
    const reading = rig.api.work.chat(caller, chat)
    await reading.next()
    const leaving = new AbortController()
    const waits = rig.api.work.chat(caller, { ...chat, signal: leaving.signal }).next()
    await setImmediate()
    expect(rig.api.state().waiting).toBe(1)
    leaving.abort()
    await expect(waits).rejects.toMatchObject({ name: 'AbortError' })
    await reading.return(undefined)
    expect(await textOf(rig.api.work.chat(caller, chat))).toBe('Hello there.')
  })

  it('reaches a server elsewhere only where policy lets it, through the gate, and says what was kept', async () => {
    const asked: TurnRequest[] = []
    const events: TurnEvent[] = [{ type: 'delta', text: 'From afar.' }, { type: 'done', stopReason: 'refusal' }]
    const elsewhere = (told: readonly TurnEvent[]) =>
      createApiRig({
        destinations: () => [{ name: 'Home', zone: 'network', model: 'big' }],
        answer: async function* (request) {
          asked.push(request)
          yield* told
          return undefined
        },
      }).api.work
    const work = elsewhere(events)
    expect(work.models().map(({ id }) => id)).toContain('Home/big')
    expect(work.findModel('Other/big')).toBeNull()
    expect(await textOf(work.chat(caller, { ...chat, model: 'Home/big' }))).toBe('From afar.')
    expect(asked[0]).toMatchObject({ feature: 'api', mode: { destination: 'Home' }, model: 'big', chat: null, messages: [{ role: 'user', pieces: [{ origin: 'tool', text: 'Hi' }] }] })
    await expect(textOf(work.chat(caller, { ...chat, model: 'Home/big', schema: {} }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(textOf(elsewhere([{ type: 'kept', words: 'Kept here.', code: 'LOCAL_ONLY' }]).chat(caller, { ...chat, model: 'Home/big' }))).rejects.toMatchObject({ code: 'LOCAL_ONLY', message: 'Kept here.' })
    expect(createApiRig().api.work.findModel('Home/big')).toBeNull()
  })

  it('writes a recording down, and says why not', async () => {
    const result = { file: '/x', ok: true, engine: 'whisper.cpp', model: SPEECH.id, language: 'en', durationSeconds: 2, speechSeconds: 1, elapsedSeconds: 1, text: 'Hi.', segments: [] }
    const asked: unknown[] = []
    const { api } = createApiRig({
      transcribeFile: async function* (request) {
        asked.push(request)
        yield { type: 'result', result }
        return undefined
      },
    })
    expect(await api.work.transcribe(caller, { model: SPEECH.id, path: '/x', fileName: 'x.wav', language: 'en', signal: never })).toEqual({ text: 'Hi.', language: 'en', durationSeconds: 2, segments: [] })
    expect(asked).toEqual([{ path: '/x', model: SPEECH.id, language: 'en', file: false }])
  })

  it('tells the steps of a download, its failure, and pauses what the app began when it leaves', async () => {
    const download = (changes: Partial<Download>): Download => ({ downloadId: 'd1', ref: 'hf:a/b/c.gguf', name: 'C', fileName: 'c.gguf', state: 'coming', receivedBytes: 1, sizeBytes: 10, bytesPerSecond: null, secondsLeft: null, problem: null, wantsCredential: null, mirror: null, ...changes })
    let now: readonly Download[] = []
    let tell = (): void => undefined
    const paused: string[] = []
    const { api } = createApiRig({
      settings: { mayManageModels: true },
      downloads: {
        pull: async () => {
          now = [download({})]
          return { downloadId: 'd1' }
        },
        pause: async (id) => void paused.push(id),
        list: () => now,
        onChange: (listener) => {
          tell = listener
          return () => undefined
        },
      },
    })
    const steps = api.work.pull(caller, 'hf:a/b/c.gguf', never)
    expect((await steps.next()).value).toEqual({ words: 'downloading', digest: null, totalBytes: 10, completedBytes: 1 })
    now = [download({ state: 'done', receivedBytes: 10 })]
    tell()
    expect((await steps.next()).value).toMatchObject({ words: 'done', completedBytes: 10 })
    expect((await steps.next()).done).toBe(true)
    expect(paused).toEqual([])

    now = []
    const left = api.work.pull(caller, 'hf:a/b/c.gguf', never)
    await left.next()
    await left.return(undefined)
    expect(paused).toEqual(['d1'])

    now = []
    const failing = api.work.pull(caller, 'hf:a/b/c.gguf', never)
    await failing.next()
    now = [download({ state: 'failed', problem: { code: 'WRONG_FILE', message: 'Another file came.' } })]
    tell()
    await expect(failing.next()).rejects.toMatchObject({ code: 'WRONG_FILE', message: 'Another file came.' })
  })

  it('removes and unloads by name', async () => {
    const { api, removed } = createApiRig({ settings: { mayManageModels: true } })
    await api.work.remove(caller, LANGUAGE.id)
    expect(removed).toEqual([LANGUAGE.id])
    await expect(api.work.remove(caller, 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await api.work.unload(caller, LANGUAGE.id)
    await api.work.load(caller, LANGUAGE.id, { keepAliveMinutes: 1 }, never)
  })
})
