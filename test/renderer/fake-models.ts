// A double, and said to be one: the models of the host in memory. It fetches nothing and measures nothing.
import { implement } from '@orpc/server'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { Download, LookedUpModel, ModelsState } from '../../src/contract/models.ts'
import { designModels, download, fit, installed } from './fake-models-data.ts'
import { createTopic } from './topic.ts'

export interface FakeModelsOptions {
  readonly models?: Partial<ModelsState>
}

const QUANTS = ['Q4_K_M', 'Q8_0'] as const

/** What a link leads to: a repository named `gated` wants a token, one named `empty` has nothing. */
const leadsTo = (ref: string): LookedUpModel[] => {
  if (ref.includes('gone')) throw new AppError('NOT_FOUND', 'Nothing is at this address.', { next: 'Look at the link again.' })
  if (ref.includes('empty')) return []
  return QUANTS.map((quant, at) => ({
    ref: `hf:someone/tiny-GGUF/tiny.${quant}.gguf`, name: `tiny ${quant}`, fileName: `tiny.${quant}.gguf`, sizeBytes: (at + 1) * 1.1e9, sha256: null, licence: 'MIT',
    fit: fit(at === 0 ? 1.8 : 12.5), installed: null, wantsCredential: ref.includes('gated') && at === 0 ? 'huggingface' : null,
  }))
}

export const createFakeModels = (calls: string[], { models = {} }: FakeModelsOptions = {}) => {
  const topic = createTopic<ModelsState>({ ...designModels(), ...models })
  const change = (next: Partial<ModelsState>): Record<string, never> => {
    topic.set({ ...topic.get(), ...next })
    return {}
  }
  const changeDownload = (downloadId: string, next: Partial<Download>): Record<string, never> =>
    change({ downloads: topic.get().downloads.map((each) => (each.downloadId === downloadId ? { ...each, ...next } : each)) })
  const add = (name: string): { id: string } => {
    const id = name.replace(/\.\w+$/, '')
    change({ installed: [...topic.get().installed, installed(id)] })
    return { id }
  }
  let pulls = 0

  const { models: m } = implement(contract)
  const parts = m.router({
    list: m.list.handler(() => {
      const { installed: found, offered, folders, inUse } = topic.get()
      return { found, offered, folders, inUse }
    }),
    state: m.state.handler(() => (calls.push('models.state'), topic.get())),
    changes: m.changes.handler(({ signal }) => topic.follow(signal)),
    lookUp: m.lookUp.handler(({ input }) => (calls.push(`lookUp ${input.ref}`), { models: leadsTo(input.ref) })),
    pull: m.pull.handler(({ input: { ref } }) => {
      calls.push(`pull ${ref}`)
      pulls += 1
      const known = topic.get().offered.find(({ id }) => id === ref)
      const downloadId = `p${pulls}`
      const fileName = known?.fileName ?? ref.split('/').at(-1) ?? ref
      change({ downloads: [...topic.get().downloads, download(downloadId, { ref, name: known?.name ?? fileName, fileName, state: 'coming', receivedBytes: 0, sizeBytes: known?.sizeBytes ?? 1e9, secondsLeft: 120 })] })
      return { downloadId }
    }),
    pause: m.pause.handler(({ input }) => (calls.push(`pause ${input.downloadId}`), changeDownload(input.downloadId, { state: 'paused', secondsLeft: null }))),
    resume: m.resume.handler(({ input }) => (calls.push(`resume ${input.downloadId}`), changeDownload(input.downloadId, { state: 'coming', problem: null, wantsCredential: null }))),
    cancel: m.cancel.handler(({ input }) => (calls.push(`cancel ${input.downloadId}`), change({ downloads: topic.get().downloads.filter(({ downloadId }) => downloadId !== input.downloadId) }))),
    addFile: m.addFile.handler(({ input }) => (calls.push(`addFile ${input.path}`), add(input.path.split('/').at(-1) ?? ''))),
    remove: m.remove.handler(({ input: { id } }) => {
      calls.push(`remove ${id}`)
      if (topic.get().running.some((model) => model.id === id && model.busy)) throw new AppError('CONFLICT', 'This model works at the moment.', { next: 'Wait until it is done, or stop what it does.' })
      return change({ installed: topic.get().installed.filter((model) => model.id !== id) })
    }),
    fit: m.fit.handler(() => fit(3.6)),
    unload: m.unload.handler(({ input: { id } }) => {
      calls.push(`unload ${id}`)
      if (topic.get().running.some((model) => model.id === id && model.busy && model.users.includes('Memos'))) throw new AppError('CONFLICT', 'Memos works with it at the moment.', { next: 'Wait until it is done.' })
      const { machine, running } = topic.get()
      const left = running.filter((model) => model.id !== id)
      return change({ running: left, machine: { ...machine, usedBytes: left.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) } })
    }),
    bench: m.bench.handler(async function* ({ input: { id } }) {
      calls.push(`bench ${id}`)
      yield { type: 'step' as const, words: 'Reading a long prompt…' }
      await new Promise((resolve) => setTimeout(resolve, 400))
      const result = { at: '2026-11-22T16:05:00+01:00', perSecond: 31.4, readPerSecond: 420, firstTokenMs: 410, memoryBytes: Math.round(3.6 * 2 ** 30) }
      change({ installed: topic.get().installed.map((model) => (model.id === id ? { ...model, bench: result } : model)) })
      yield { type: 'done' as const, result }
    }),
  })
  return { parts, set: (next: Partial<ModelsState>): void => void change(next), setDownload: (id: string, next: Partial<Download>): void => void changeDownload(id, next), state: topic.get, add }
}
