// Made-up models for the double of the host: each state of the page at once.
import type { Download, Fit, InstalledModel, ModelsState, OfferedModel, RunningModel } from '../../src/contract/models.ts'

const GB = 1e9
/** Memory is counted as it is sold. */
const GIB = 2 ** 30
const BUDGET = Math.round(10 * GIB)

export const fit = (neededGigabytes: number, changes: Partial<Fit> = {}): Fit => {
  const verdict = neededGigabytes > 10 ? 'no' : neededGigabytes > 8.5 ? 'tight' : 'well'
  const words = { well: 'It fits beside what this Mac needs for itself.', tight: 'It leaves this Mac little for other apps.', no: `It needs ${neededGigabytes.toFixed(1)} GB, and this Mac can spare 10.0 GB.` }[verdict]
  return { verdict, words, neededBytes: Math.round(neededGigabytes * GIB), budgetBytes: BUDGET, contextTokens: null, measured: false, leaves: [], smaller: null, ...changes }
}

export const installed = (id: string, changes: Partial<InstalledModel> = {}): InstalledModel => ({
  id, name: id, kind: 'language', path: `/Users/mara/Models/${id}.gguf`, sizeBytes: 2.5 * GB, demo: false, fault: null,
  goodFor: null, removable: true, tasks: [], trainTokens: null, fit: fit(3.6), bench: null, ...changes,
})

export const offered = (id: string, changes: Partial<OfferedModel> = {}): OfferedModel => ({
  id, name: id, kind: 'language', source: `hf:ggml-org/${id}-GGUF/${id}.gguf`, mirrors: [], fileName: `${id}.gguf`, sizeBytes: 2.5 * GB, licence: 'Apache-2.0', languages: ['many'],
  goodFor: 'Good for many things.', gated: false, recommendedGigabytes: [16], fit: fit(3.6), recommended: true, own: false, ...changes,
})

export const running = (id: string, changes: Partial<RunningModel> = {}): RunningModel => ({
  id, path: `/Users/mara/Models/${id}.gguf`, kind: 'language', memoryBytes: Math.round(3.6 * GIB), contextTokens: 16_384, tokensPerSecond: 31, busy: true, users: ['Chat'], device: 'M3', leavesInSeconds: null, ...changes,
})

export const download = (downloadId: string, changes: Partial<Download> = {}): Download => ({
  downloadId, ref: 'embeddinggemma-300M-Q8_0', name: 'embeddinggemma', fileName: 'embeddinggemma-300M-Q8_0.gguf', state: 'coming', receivedBytes: 234e6, sizeBytes: 329e6, bytesPerSecond: 2.5e6, secondsLeft: 38,
  problem: null, wantsCredential: null, mirror: null, ...changes,
})

const BENCH = { at: '2026-11-22T12:00:00Z', readPerSecond: null, firstTokenMs: null }

/** As in the drawing of the page. */
export const designModels = (): ModelsState => ({
  machine: { chip: 'M3', totalBytes: 2 ** 34, budgetBytes: BUDGET, usedBytes: Math.round(4.4 * GIB), diskFreeBytes: 212 * GB },
  installed: [
    installed('gemma-3-4b-it-Q4_K_M', { name: 'gemma-3-4b', goodFor: 'Quick and good for everyday questions.', sizeBytes: 2_489_757_856, tasks: ['chat'], trainTokens: 131_072 }),
    installed('ggml-parakeet-tdt-0.6b-v3', { name: 'Parakeet v3', kind: 'parakeet', goodFor: 'Writes memos down in 25 languages.', path: '/Users/mara/Models/ggml-parakeet-tdt-0.6b-v3.bin', sizeBytes: 690e6, tasks: ['speech'], fit: fit(0.8), bench: { ...BENCH, perSecond: 62, memoryBytes: Math.round(0.8 * GIB) } }),
  ],
  running: [
    running('gemma-3-4b-it-Q4_K_M'),
    running('ggml-parakeet-tdt-0.6b-v3', { kind: 'parakeet', path: '/Users/mara/Models/ggml-parakeet-tdt-0.6b-v3.bin', memoryBytes: Math.round(0.8 * GIB), contextTokens: null, tokensPerSecond: null, users: ['Memos'] }),
  ],
  downloads: [download('d1')],
  offered: [
    offered('gemma-3-4b-it-Q4_K_M', { name: 'gemma-3-4b', goodFor: 'Quick and good for everyday questions.' }),
    offered('embeddinggemma-300M-Q8_0', { name: 'embeddinggemma', kind: 'embedding', goodFor: 'Finds notes by meaning.', licence: 'Gemma', sizeBytes: 329e6, fit: fit(0.5) }),
    offered('gemma-3-12b-it-Q4_K_M', { name: 'gemma-3-12b', goodFor: 'Thinks further, answers more slowly.', licence: 'Gemma', sizeBytes: 7.3 * GB, fit: fit(9.1) }),
    offered('ggml-large-v3-turbo', { name: 'Whisper large turbo', kind: 'whisper', goodFor: 'More languages, better with noise.', licence: 'MIT', fileName: 'ggml-large-v3-turbo.bin', source: 'hf:ggerganov/whisper.cpp/ggml-large-v3-turbo.bin', sizeBytes: 1_624_555_275, fit: fit(1.9) }),
    offered('gemma-3-27b-it-Q4_K_M', { name: 'gemma-3-27b', goodFor: 'For Macs with 32 GB or more.', licence: 'Gemma', sizeBytes: 16.5 * GB, fit: fit(18.2, { smaller: 'gemma-3-12b-it-Q4_K_M' }) }),
    offered('qwen3-1.7b-Q8_0', { name: 'qwen3-1.7b', goodFor: 'Small and quick, for short questions.', sizeBytes: 1.8 * GB, fit: fit(2.3), recommended: false }),
    offered('gemma-3-1b-it-Q4_K_M', { name: 'gemma-3-1b', goodFor: 'Very small, for a Mac that is busy.', licence: 'Gemma', sizeBytes: 0.8 * GB, fit: fit(1.2), recommended: false }),
  ],
  folders: ['/Users/mara/Models', '/Users/mara/Library/Application Support/Freehold/models'],
  ownFolder: '/Users/mara/Library/Application Support/Freehold/models',
  inUse: { speech: 'ggml-parakeet-tdt-0.6b-v3', vad: 'silero-vad-v6.2.0', language: 'gemma-3-4b-it-Q4_K_M', embedding: null },
})

/** Every state that the drawing leaves out: faults, demos, downloads that stand, and a model at rest. */
export const manyModels = (): ModelsState => {
  const design = designModels()
  return {
    ...design,
    installed: [
      ...design.installed,
      installed('silero-vad-v6.2.0', { name: 'Silero', kind: 'vad', path: '/Users/mara/Models/silero-vad-v6.2.0.bin', sizeBytes: 885_098, tasks: ['vad'], fit: fit(0.01) }),
      installed('qwen3-8b-Q4_K_M', { name: 'qwen3-8b', goodFor: 'Good with code.', sizeBytes: 5.2 * GB, fit: fit(9.2), bench: { ...BENCH, perSecond: 18.4, readPerSecond: 210, firstTokenMs: 700, memoryBytes: Math.round(6.1 * GIB) } }),
      installed('ggml-medium', { kind: 'whisper', path: '/Users/mara/Models/ggml-medium.bin', sizeBytes: 402_113_000, fault: 'The file is cut short. Get it again.', fit: null }),
      installed('nanowhisper-en-q5_0', { kind: 'whisper', path: '/Applications/Freehold.app/demo/nanowhisper-en-q5_0.bin', sizeBytes: 5_300_000, demo: true, removable: false, fit: fit(0.05) }),
    ],
    downloads: [
      ...design.downloads,
      download('d2', { ref: 'hf:someone/a-model-GGUF/a-model.Q4_K_M.gguf', name: 'a-model', fileName: 'a-model.Q4_K_M.gguf', state: 'paused', bytesPerSecond: null, secondsLeft: null }),
      download('d3', { ref: 'ggml-large-v3-turbo', name: 'Whisper large turbo', fileName: 'ggml-large-v3-turbo.bin', state: 'failed', receivedBytes: 0, sizeBytes: 1_624_555_275, problem: { code: 'OFFLINE', message: 'The source cannot be reached. What came is kept.', next: 'Look at the network, then try again.' } }),
      download('d4', { ref: 'gemma-3-12b-it-Q4_K_M', name: 'gemma-3-12b', fileName: 'gemma-3-12b-it-Q4_K_M.gguf', state: 'failed', receivedBytes: 0, sizeBytes: 7.3 * GB, wantsCredential: 'huggingface', problem: { code: 'NOT_PERMITTED', message: 'The source gives this model only to who has agreed to its licence.', next: 'Agree to it there, make a token, and put it in here.' } }),
    ],
  }
}
