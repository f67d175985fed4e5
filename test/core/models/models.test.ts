import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { ModelsStateSchema } from '../../../src/contract/models.ts'
import type { ModelShape } from '../../../src/main/core/ports/index.ts'
import { createRig, engineState, entry, GB, model } from './rig.ts'

const never = new AbortController().signal
const SHAPE: ModelShape = { architecture: 'llama', fileBytes: 2 * GB, layers: 32, embedding: 4096, heads: 32, keptHeads: 8, keyWidth: null, valueWidth: null, vocabulary: 32_000, trainTokens: 131_072, slidingWindow: null, quantisation: 'Q4_K_M', parameters: '4B', chatTemplate: null }
const CHAT = model('gemma-3-4b', 'language', 2 * GB)
const EMBED = model('gemma-embed', 'embedding', 300e6)
const SPEECH = model('parakeet', 'parakeet', 600e6)
const ELSEWHERE = model('mine', 'language', GB, { path: '/other/mine.gguf' })
const shapes = { [CHAT.path]: SHAPE }
const found = [CHAT, EMBED, SPEECH, ELSEWHERE]
const catalogue = [entry('gemma-3-4b', 'language', 2 * GB, { goodFor: 'Quick.', recommendedGigabytes: [16] }), entry('gemma-3-27b', 'language', 17e9), entry('tiny', 'language', 1e9)]
const collect = async <Item>(source: AsyncIterable<Item>): Promise<readonly Item[]> => {
  const items: Item[] = []
  for await (const item of source) items.push(item)
  return items
}

describe('the state of the models', () => {
  it('says what is here, what works, what could come, and what each takes', async () => {
    const { models, state } = createRig({ found: [...found, model('cut', 'language', 5, { fault: 'The file is empty.' })], shapes, catalogue })
    state.engines = [engineState(CHAT.path, 3 * GB)]
    const told = ModelsStateSchema.parse(await models.state(never))
    expect(told.machine).toEqual({ chip: 'M3', totalBytes: 16 * GB, budgetBytes: 10 * GB, usedBytes: 3 * GB, diskFreeBytes: 100e9 })
    expect(told.installed.map(({ id, name, tasks, removable, trainTokens }) => [id, name, tasks, removable, trainTokens])).toEqual([
      ['gemma-3-4b', 'The gemma-3-4b', ['chat'], true, 131_072], ['gemma-embed', 'gemma-embed', ['embedding'], true, null], ['parakeet', 'parakeet', ['speech'], true, null], ['mine', 'mine', [], false, null], ['cut', 'cut', [], true, null],
    ])
    expect(told.installed.map(({ fit }) => fit?.verdict)).toEqual(['well', 'well', 'well', 'well', undefined])
    expect(told.installed[0]?.fit?.contextTokens).toBe(16_384)
    expect(told.running).toEqual([expect.objectContaining({ id: 'gemma-3-4b', kind: 'language', memoryBytes: 3 * GB, tokensPerSecond: 31, users: ['Chat'], leavesInSeconds: 60 })])
    expect(told.offered.map(({ id, recommended, own, fit }) => [id, recommended, own, fit.verdict, fit.smaller])).toEqual([['gemma-3-4b', true, false, 'well', null], ['gemma-3-27b', false, false, 'no', 'gemma-3-4b'], ['tiny', false, false, 'well', null]])
    expect(told.inUse).toEqual({ speech: 'parakeet', vad: null, language: 'gemma-3-4b', embedding: 'gemma-embed' })
  })

  it('keeps to the budget and the models of the settings', async () => {
    const own = { ...catalogue[1], id: 'own', fileName: 'own.gguf' }
    const { models } = createRig({ found, shapes, catalogue, settings: { models: { budgetGigabytes: 2, catalogue: [own] } } })
    const told = await models.state(never)
    expect(told.machine.budgetBytes).toBe(2 * GB)
    expect(told.installed[0]?.fit).toMatchObject({ verdict: 'no', contextTokens: 2048 })
    expect(told.offered.find(({ id }) => id === 'own')).toMatchObject({ own: true })
  })

  it('is told again when something changed, and no longer when nobody listens', async () => {
    const { models, state, change, listeners } = createRig({ found })
    const before = listeners.size
    const changes = models.changes(never)
    expect((await changes.next()).value?.running).toEqual([])
    state.engines = [engineState(CHAT.path, GB)]
    change()
    expect((await changes.next()).value?.running).toHaveLength(1)
    await changes.return(undefined)
    expect(listeners.size).toBe(before)
  })
})

describe('what a model takes', () => {
  it('is corrected by what was measured, within reason, and never less than its file and context', () => {
    const { models, memory } = createRig({ found, shapes })
    const need = (contextTokens?: number): number => models.neededBytes({ path: CHAT.path, contextTokens })
    const reckoned = need(8192)
    expect(reckoned / GB).toBeCloseTo(3.19, 1)
    memory.set(`${CHAT.path} 8192`, 3.1 * GB)
    expect(need(8192)).toBe(3.1 * GB)
    expect(need(4096)).toBeLessThan(reckoned)
    memory.set(`${CHAT.path} 8192`, GB)
    expect(need(8192)).toBe(3 * GB)
    memory.set(`${CHAT.path} 8192`, 90 * GB)
    expect(need(8192)).toBe(reckoned * 1.5)
    expect(models.neededBytes({ path: '/m/gone.gguf', contextTokens: 10 })).toBe(0)
  })

  it('is learned once a model has worked and rests, and not from what was only reckoned', () => {
    const { models, memory, state, change, ending } = createRig({ found, shapes })
    const reckoned = models.neededBytes({ path: CHAT.path, contextTokens: 4096 })
    const seen = (bytes: number, more: Parameters<typeof engineState>[2]) => {
      state.engines = [engineState(CHAT.path, bytes, more)]
      change()
      return memory.get(`${CHAT.path} 4096`)
    }
    expect([seen(3 * GB, { busy: true }), seen(3 * GB, { users: [] }), seen(reckoned, {}), seen(2.9 * GB, {}), seen(5 * GB, {}), seen(2.8 * GB, { pid: 8 })]).toEqual([undefined, undefined, undefined, 2.9 * GB, 2.9 * GB, 2.8 * GB])
    ending.abort()
    expect(seen(2.7 * GB, { pid: 9 })).toBe(2.8 * GB)
  })

  it('is the same for the engines and in the lists: context, budget, and the words of a refusal', async () => {
    const { models, state } = createRig({ found, shapes, catalogue })
    expect([models.contextTokensFor(CHAT), models.contextTokensFor(EMBED), models.budgetBytes()]).toEqual([16_384, 2048, 10 * GB])
    expect((await models.fit('gemma-3-4b', undefined, never)).neededBytes).toBe(models.neededBytes({ path: CHAT.path, contextTokens: undefined }))
    state.engines = [engineState(SPEECH.path, GB, { busy: true })]
    expect(models.refusal({ path: CHAT.path, neededBytes: 4 * GB, roomBytes: 3.5 * GB })).toEqual({ message: 'The model “gemma-3-4b” needs about 4.0 GB of memory, and 3.5 GB can be had.', next: 'Wait until “parakeet” is done, or take the smaller “The tiny”.' })
  })
})

describe('whether a model fits that is asked for by name', () => {
  const there = (fileName: string, sizeBytes: number | null) => ({ ref: `hf:a/b/${fileName}`, name: fileName, fileName, sizeBytes, sha256: null, licence: null, wantsCredential: null, source: 'hf:a/b' })

  it('is known of one here, one that is offered, and one that is only heard of', async () => {
    const { models } = createRig({ found, shapes, catalogue, there: [there('far.gguf', 17e9)] })
    expect((await models.fit(CHAT.path, 4096, never)).contextTokens).toBe(4096)
    expect((await models.fit('gemma-3-27b', undefined, never)).verdict).toBe('no')
    expect((await models.fit('hf:a/b/far.gguf', undefined, never))).toMatchObject({ verdict: 'no', contextTokens: null })
    expect(await models.lookUp('hf:a/b/far.gguf', never)).toEqual([{ ref: 'hf:a/b/far.gguf', name: 'far.gguf', fileName: 'far.gguf', sizeBytes: 17e9, sha256: null, licence: null, wantsCredential: null, installed: null, fit: expect.objectContaining({ verdict: 'no' }) }])
  })

  it('says when it is here already, and when nothing can be said', async () => {
    const here = await createRig({ found, shapes, there: [there('gemma-3-4b.gguf', 1)] }).models.lookUp('x', never)
    expect(here).toEqual([expect.objectContaining({ installed: 'gemma-3-4b', fit: expect.objectContaining({ verdict: 'well' }) })])
    const fit = (...models: readonly ReturnType<typeof there>[]) => createRig({ there: models }).models.fit('hf:a/b', undefined, never)
    await expect(fit()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(fit(there('a.gguf', 1), there('b.gguf', 1))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(fit(there('a.gguf', null))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })
})

describe('taking a model away', () => {
  it('ends its engine first, then removes its file and looks again', async () => {
    const { models, calls, state } = createRig({ found })
    state.engines = [engineState(CHAT.path, GB)]
    await models.remove('gemma-3-4b')
    expect(calls).toEqual([`unload ${CHAT.path}`, `remove ${CHAT.path}`, 'refresh'])
  })

  it('leaves alone what lies elsewhere, ships with Freehold, or is reached by a way out of the folder', async () => {
    const { models, calls } = createRig({ found: [...found, model('demo', 'whisper', 5, { demo: true })] })
    for (const id of ['mine', 'demo', '/elsewhere/x.bin']) await expect(models.remove(id), id).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
    await expect(models.remove('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const out = model('out', 'language', 5, { path: '/m/../etc/out.gguf' })
    await expect(createRig({ find: { folders: ['/m'], current: () => [], inspect: () => out, markBroken: () => undefined, onChange: () => () => undefined, refresh: async () => undefined } }).models.remove(out.path)).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
    expect(calls).toEqual([])
  })

  it('is a conflict while it works, or where somebody came in between', async () => {
    const { models, calls, state } = createRig({ found })
    state.engines = [engineState(CHAT.path, GB, { busy: true })]
    await expect(models.remove('gemma-3-4b')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(models.unload('gemma-3-4b')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(calls).toEqual([])
    state.engines = [engineState(CHAT.path, GB)]
    state.unloads = false
    await expect(models.unload('gemma-3-4b')).rejects.toMatchObject({ code: 'CONFLICT' })
    state.unloads = true
    await models.unload('gemma-3-4b')
    await models.unload('gemma-3-4b')
    expect(state.engines).toEqual([])
  })

  it('takes in a file, and says what it is called now', async () => {
    const { models } = createRig({ found })
    expect(await models.addFile(CHAT.path, never)).toEqual({ id: 'gemma-3-4b' })
  })
})

describe('measuring a model', () => {
  it('reads a page and writes a paragraph, once it is loaded', async () => {
    const answers = [{ type: 'start', promptTokens: 510, reusedTokens: 10, contextTokens: 4096 }, { type: 'usage', tokensIn: 510, tokensOut: 128, firstTokenMs: 250, tokensPerSecond: 31 }, { type: 'done', stopReason: 'length' }] as const
    const { models, calls, state } = createRig({ found, answers })
    state.engines = [engineState(CHAT.path, 3 * GB)]
    expect(await collect(models.bench('gemma-3-4b', never))).toEqual([
      { type: 'step', words: 'Loading the model.' },
      { type: 'step', words: 'Reading a page, and writing a paragraph.' },
      { type: 'done', result: { at: '1970-01-01T00:00:00.000Z', perSecond: 31, readPerSecond: 2000, firstTokenMs: 250, memoryBytes: 3 * GB } },
    ])
    expect(calls).toEqual(['complete 1', 'complete 128', `bench ${CHAT.path} 31.0`])
  })

  it('reads a shorter page where the model holds no whole one', async () => {
    const lengths: number[] = []
    const { models } = createRig({ found, llm: {
      complete: async function* ({ prompt }) {
        lengths.push(prompt.length)
        if (prompt.length > 700) throw new AppError('TOO_LARGE', 'The text takes more than this model holds.')
        yield { type: 'usage', tokensIn: 9, tokensOut: 9, firstTokenMs: 250, tokensPerSecond: 31 }
        return undefined
      },
      embed: async () => Promise.reject(new Error('none')),
    } })
    expect((await collect(models.bench('gemma-3-4b', never))).at(-1)).toMatchObject({ type: 'done', result: { perSecond: 31 } })
    expect(lengths).toHaveLength(4)
  })

  it('counts texts of one that finds by meaning, and seconds of speech of one that hears', async () => {
    const { models, calls } = createRig({ found })
    expect((await collect(models.bench('gemma-embed', never))).at(-1)).toMatchObject({ result: { perSecond: 100, firstTokenMs: null } })
    expect((await collect(models.bench('parakeet', never))).at(-1)).toMatchObject({ result: { perSecond: 40, readPerSecond: null } })
    expect(calls).toEqual(['embed 1', 'embed 64', `bench ${EMBED.path} 100.0`, 'sample 2', 'sample 30', `bench ${SPEECH.path} 40.0`])
  })

  it('waits for nobody and measures one at a time, and tells when it ended', async () => {
    const { models, state } = createRig({ found })
    state.engines = [engineState(CHAT.path, GB, { busy: true })]
    await expect(models.bench('gemma-3-4b', never).next()).rejects.toMatchObject({ code: 'CONFLICT' })
    const first = models.bench('parakeet', never)
    await first.next()
    await expect(models.bench('gemma-embed', never).next()).rejects.toMatchObject({ code: 'CONFLICT' })
    await first.return(undefined)
    expect((await models.bench('gemma-embed', never).next()).done).toBe(false)
    for (const [id, code] of [['nobody', 'NOT_FOUND'], ['cut', 'MODEL_BROKEN'], ['silero', 'UNSUPPORTED']] as const) {
      const others = createRig({ found: [model('cut', 'language', 5, { fault: 'The file is empty.' }), model('silero', 'vad', 5)] })
      await expect(others.models.bench(id, never).next(), id).rejects.toMatchObject({ code })
    }
  })
})
