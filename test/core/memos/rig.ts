import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { MemoRow } from '../../../src/contract/memos.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { Settings } from '../../../src/contract/settings.ts'
import { createClock } from '../../../src/main/adapters/clock/index.ts'
import { createRecordings, createWorkFolder } from '../../../src/main/adapters/recordings-fs/index.ts'
import { createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'
import { createReadVoiceMemos } from '../../../src/main/adapters/voice-memos/index.ts'
import { createWatchFolder } from '../../../src/main/adapters/folder-watch/index.ts'
import { createMemos } from '../../../src/main/core/memos/index.ts'
import type { Memos, MemosDeps, ModelPicks } from '../../../src/main/core/memos/index.ts'
import { createMemoNotes, readActions, toParagraphs } from '../../../src/main/core/notes/index.ts'
import type { Log, MemoStore } from '../../../src/main/core/ports/index.ts'
import { createFakeSpeech, fakeDecoder, fakeDescribe, fakeInspector, fakeModel } from '../../fakes/voices.ts'

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A place on disk that outlives a killed host: state folder, vault and a folder of recordings. */
export const createPlace = (): Place => {
  const root = mkdtempSync(join(tmpdir(), 'freehold-memos-'))
  const place = { root, state: join(root, 'state'), vault: join(root, 'vault'), recordings: join(root, 'recordings') }
  const make = (): void => {
    for (const folder of [place.state, place.vault, place.recordings]) mkdirSync(folder, { recursive: true })
  }
  make()
  return {
    ...place,
    make,
    record: (name, words) => {
      const path = join(place.recordings, name)
      writeFileSync(path, words)
      return path
    },
    notes: () => filesBelow(place.vault).filter((name) => name.endsWith('.md')),
    readNotes: () => filesBelow(place.vault).filter((name) => name.endsWith('.md')).map((name) => readFileSync(join(place.vault, name), 'utf8')),
    files: () => filesBelow(place.vault),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export interface Place {
  readonly root: string
  readonly state: string
  readonly vault: string
  readonly recordings: string
  /** Makes its folders again after `remove`. */
  make(): void
  record(name: string, words: string): string
  notes(): readonly string[]
  readNotes(): readonly string[]
  files(): readonly string[]
  remove(): void
}

export interface Host {
  readonly memos: Memos
  readonly store: MemoStore
  setModels(picks: Partial<ModelPicks>): void
  rows(): readonly MemoRow[]
  close(): Promise<void>
}

export interface HostOptions {
  readonly settings?: Settings
  readonly models?: Partial<ModelPicks>
  readonly deps?: Partial<MemosDeps>
  /** Puts something around every dependency, as a test of kills does. */
  readonly around?: (deps: MemosDeps) => MemosDeps
}

/** A host as it would run on the place: real store, vault, notes and files; engines are doubles unless given. */
export const startHost = (place: Pick<Place, 'state' | 'vault'>, options: HostOptions = {}): Host => {
  const store = createSqliteMemoStore(join(place.state, 'memos.db'), quiet)
  const vault = createVaultFs({ path: place.vault, wasUsed: () => store.counts().some(({ state }) => state === 'filed'), log: quiet })
  const settings = options.settings ?? SettingsSchema.parse({ memos: { restSeconds: 0 } })
  let picks: ModelPicks = { speech: fakeModel('whisper-a'), vad: null, language: null, ...options.models }
  let modelsChanged = (): void => {}
  const deps: MemosDeps = {
    store,
    notes: createMemoNotes({ vault, index: store.noteIndex(vault.path) }),
    vault,
    recordings: createRecordings(),
    workFolder: createWorkFolder(join(place.state, 'work')),
    inspector: fakeInspector,
    decoder: fakeDecoder,
    speech: createFakeSpeech(),
    describe: fakeDescribe,
    readVoiceMemos: createReadVoiceMemos({ tempFolder: place.state }),
    watchFolder: createWatchFolder({ retryMs: 500 }),
    clock: createClock(),
    log: quiet,
    pickModels: () => picks,
    findModel: (id) => (id.startsWith('whisper-') ? fakeModel(id) : null),
    markBroken: (model) => {
      picks = { speech: picks.speech?.path === model.path ? null : picks.speech, vad: picks.vad?.path === model.path ? null : picks.vad, language: picks.language?.path === model.path ? null : picks.language }
      modelsChanged()
    },
    onModelsChange: (listener) => {
      modelsChanged = listener
      return () => {}
    },
    settings: () => settings,
    onSettingsChange: () => () => {},
    voiceMemosFolder: null,
    stateFolder: place.state,
    samples: async () => [],
    readActions,
    toParagraphs,
    signAudio: (memoId) => `/audio/${memoId}`,
    openFile: async () => {},
    revealFile: async () => {},
    retryMs: 100,
    ...options.deps,
  }
  const memos = createMemos(options.around?.(deps) ?? deps)
  memos.start()
  return {
    memos,
    store,
    setModels: (change) => {
      picks = { ...picks, ...change }
      modelsChanged()
    },
    rows: () => memos.list({ limit: 1000 }).rows,
    close: async () => {
      await memos.close()
      store.close()
    },
  }
}

/** A place and hosts on it for the tests of one file: each begins with an empty place, and its hosts end with it. */
export const useHosts = (): { readonly place: Place; start(options?: HostOptions): Host } => {
  const place = createPlace()
  const hosts: Host[] = []
  beforeEach(place.make)
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close().catch(() => {})
    place.remove()
  })
  return {
    place,
    start: (options) => {
      const host = startHost(place, options)
      hosts.push(host)
      return host
    },
  }
}

/** Waits until it holds; fails with what it saw last. */
export const until = async (holds: () => boolean, what: () => unknown = () => '', timeoutMs = 8000): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`it never held: ${JSON.stringify(what())}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const settled = (rows: readonly MemoRow[]): boolean => rows.every((row) => row.state !== 'working' && !(row.state === 'waiting' && ['rest', 'turn'].includes(row.waitsFor ?? '')))

const filesBelow = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort()
