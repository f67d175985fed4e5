import { describe, expect, it } from 'vitest'
import { createAdding, type AddingDeps } from '../../src/renderer/features/models/adding.ts'
import { amountInWords, downloadInWords, fractionOf, timeLeftInWords } from '../../src/renderer/features/models/download-words.ts'
import { listModels } from '../../src/renderer/features/models/model-lists.ts'
import { benchInWords, fitInWords, isModelFile, isModelLink, machineInWords, runningInWords, sourcePage, speedInWords } from '../../src/renderer/features/models/model-words.ts'
import { splitDropped } from '../../src/renderer/features/models/split-dropped.ts'
import { addCommand, grantsInWords, lastUseInWords } from '../../src/renderer/features/apps/app-words.ts'
import { apiClient } from './fake-local-api.ts'
import { designModels, download, fit, installed, manyModels, running } from './fake-models-data.ts'

const TODAY = new Date('2026-11-22T16:05:00')

describe('words of the models', () => {
  it('put the verdict first and figures of one unit after', () => {
    expect(fitInWords(fit(9.1))).toEqual({ verdict: 'Tight.', figures: '9.1 of 10.0 GB' })
    expect(fitInWords(fit(0.001))).toEqual({ verdict: 'Fits well.', figures: '1 MB of 10.0 GB' })
    expect(fitInWords(fit(18.2))).toEqual({ verdict: 'Will not fit.', figures: 'Needs 18.2 GB' })
  })

  it('say of a running model what it does and takes', () => {
    expect(runningInWords(running('a', { users: ['Chat', 'Zed'] }), null)).toEqual(['In use by Chat and Zed, 31 tok/s', '3.6 GB · room for 16,384 tokens'])
    expect(runningInWords(running('a', { busy: false, leavesInSeconds: 240, contextTokens: null }), null)).toEqual(['Ready, leaves in 4 min', '3.6 GB'])
    expect(runningInWords(running('a', { users: [], tokensPerSecond: null }), null)[0]).toBe('In use')
  })

  it('tell a speed in what its kind is measured in', () => {
    expect([speedInWords('language', 3.14), speedInWords('language', 31.4), speedInWords('parakeet', 62.2), speedInWords('embedding', 1204)]).toEqual(['3.1 tok/s', '31 tok/s', '62× as fast as speech', '1,204 texts/s'])
    expect(benchInWords('whisper', { at: '', perSecond: 12, readPerSecond: null, firstTokenMs: null, memoryBytes: 0.9 * 2 ** 30 })).toBe('12× as fast as speech, takes 0.9 GB of memory.')
  })

  it('count a machine’s memory as its maker does', () => {
    expect(machineInWords({ ...designModels().machine, totalBytes: 2 ** 34 - 4e8, chip: null })).toBe('16 GB')
  })

  it('tell where a download is, and never count it whole before it is', () => {
    expect(downloadInWords(download('d', { receivedBytes: 328_999_999 }))).toBe('Coming, 99%')
    expect(downloadInWords(download('d', { state: 'checking' }))).toBe('Checking what came, 71%')
    expect(downloadInWords(download('d', { state: 'waiting' }))).toBe('Waits for its turn')
    expect(timeLeftInWords(download('d', { secondsLeft: 0.2 }))).toBe('1 s left')
    expect(timeLeftInWords(download('d', { state: 'paused' }))).toBe('')
    expect(fractionOf(download('d', { sizeBytes: null }))).toBeNull()
    expect(amountInWords(download('d', { receivedBytes: 934e6, sizeBytes: 1.6e9, mirror: 'mirror.example' }))).toBe('934 MB of 1.6 GB, 3 MB a second, from mirror.example')
    expect(amountInWords(download('d', { state: 'paused', receivedBytes: 0 }))).toBe('329 MB')
  })

  it('know a link, a model file, and the page where a licence is agreed to', () => {
    expect(['hf:a/b', 'https://x.y/z.gguf', ' hf:a/b/c.gguf ', 'gemma', 'https://', 'hf: a'].map(isModelLink)).toEqual([true, true, true, false, false, false])
    expect(['a.GGUF', 'ggml-small.bin', 'a.m4a', 'gguf'].map(isModelFile)).toEqual([true, true, false, false])
    expect([sourcePage('hf:google/gemma-3-4b/x.gguf'), sourcePage('https://x.y/z')]).toEqual(['https://huggingface.co/google/gemma-3-4b', null])
  })
})

describe('the lists of the page', () => {
  it('hold each model once: here, coming, recommended, or among the others', () => {
    const { installed: here, downloads, good, others } = listModels(designModels(), '')
    expect(here.map(({ name }) => name)).toEqual(['gemma-3-4b', 'Parakeet v3'])
    expect(downloads.map(({ offered }) => offered?.name)).toEqual(['embeddinggemma'])
    expect(good.map(({ name }) => name)).toEqual(['gemma-3-12b', 'Whisper large turbo', 'gemma-3-27b'])
    expect(others.map(({ name }) => name)).toEqual(['qwen3-1.7b', 'gemma-3-1b'])
  })

  it('offer a model again whose file here is broken, and forget a download that is done', () => {
    const state = designModels()
    const lists = listModels({ ...state, installed: [installed('gemma-3-4b-it-Q4_K_M', { fault: 'The file is cut short.' })], downloads: [download('d', { state: 'done' })] }, '')
    expect(lists.good.map(({ id }) => id)).toContain('gemma-3-4b-it-Q4_K_M')
    expect(lists.downloads).toEqual([])
  })

  it('leave what speaks of a word', () => {
    const { installed: here, good } = listModels(manyModels(), 'SPEECH')
    expect(here.map(({ id }) => id)).toEqual(['ggml-parakeet-tdt-0.6b-v3', 'silero-vad-v6.2.0', 'ggml-medium', 'nanowhisper-en-q5_0'])
    expect(good).toEqual([])
  })
})

describe('what falls on the page', () => {
  it('is told apart by its name, files and entries alike', () => {
    const files = ['a.gguf', 'One.m4a', 'ggml-small.bin'].map((name) => new File(['x'], name))
    const entries = [{ name: 'a.gguf', isFile: true }, { name: 'folder.bin', isFile: false }, { name: 'One.m4a', isFile: true }] as FileSystemEntry[]
    const { models, others } = splitDropped({ files, entries })
    expect([models, others.files, others.entries].map((each) => each.map(({ name }) => name))).toEqual([['a.gguf', 'ggml-small.bin'], ['One.m4a'], ['folder.bin', 'One.m4a']])
  })
})

describe('adding files', () => {
  const make = (client: Partial<AddingDeps['client']>, addFile: AddingDeps['addFile']) =>
    createAdding({ client: { uploadModel: () => Promise.reject(new Error('not by bytes')), pathForFile: () => null, ...client }, addFile, problemOf: (error) => (error instanceof Error && error.name === 'AbortError' ? null : { message: String(error) }) })
  const file = (name: string): File => new File(['GGUF'], name)

  it('goes by path where there is one, as under Electron', async () => {
    const paths: string[] = []
    const adding = make({ pathForFile: ({ name }) => `/Users/mara/${name}` }, async ({ path }) => (paths.push(path), { id: 'x' }))
    adding.add([file('a.gguf'), file('b.gguf')])
    await expect.poll(() => adding.store.getState().files).toEqual([])
    expect(paths).toEqual(['/Users/mara/a.gguf', '/Users/mara/b.gguf'])
  })

  it('sends one at a time, shows how far it is, and ends when it is dropped', async () => {
    const started: string[] = []
    const adding = make(
      {
        uploadModel: (sent, { signal, onProgress }) =>
          new Promise((_resolve, reject) => {
            started.push(sent.name)
            onProgress?.(0.5)
            signal.addEventListener('abort', () => reject(signal.reason), { once: true })
          }),
      },
      () => Promise.reject(new Error('no path')),
    )
    adding.add([file('a.gguf'), file('b.gguf')])
    await expect.poll(() => adding.store.getState().files.map(({ name, fraction }) => [name, fraction])).toEqual([['a.gguf', 0.5], ['b.gguf', null]])
    expect(started).toEqual(['a.gguf'])
    adding.drop(adding.store.getState().files[0]?.key ?? 0)
    await expect.poll(() => started).toEqual(['a.gguf', 'b.gguf'])
    expect(adding.store.getState().files.map(({ name }) => name)).toEqual(['b.gguf'])
  })
})

describe('words of the apps', () => {
  it('say when an app was last here, and from where', () => {
    expect(lastUseInWords(apiClient('c', 'Zed'), 'this Mac', TODAY)).toBe('Not used yet')
    expect(lastUseInWords(apiClient('c', 'Zed', { lastUsedAt: '2026-11-22T16:01:00', lastFrom: 'this computer', requests: 1, active: 1 }), 'this Mac', TODAY)).toBe('Last used 16:01 from this Mac · 1 request, 1 now')
    expect(lastUseInWords(apiClient('c', 'Zed', { lastUsedAt: '2026-11-21T09:05:00', lastFrom: '192.168.1.2', requests: 1200 }), 'this Mac', TODAY)).toBe('Last used yesterday, 09:05 from 192.168.1.2 · 1,200 requests')
  })

  it('say what it may read and what not', () => {
    expect(grantsInWords({ grants: [] })).toBe('')
    expect(grantsInWords({ grants: [{ origin: 'note', allowed: true }, { origin: 'memo', allowed: true }, { origin: 'mail', allowed: false }] })).toBe('May read: Notes and memos. May not read: Mail.')
  })

  it('give the command for a machine without a clipboard', () => {
    expect([addCommand('Zed'), addCommand('My editor')]).toEqual(['npm run -s freehold -- api add Zed', 'npm run -s freehold -- api add "My editor"'])
  })
})
