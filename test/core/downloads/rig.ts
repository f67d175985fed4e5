import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../../src/contract/errors.ts'
import type { CatalogueModel, Download } from '../../../src/contract/models.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import { createClock } from '../../../src/main/adapters/clock/index.ts'
import { createDownloadStore } from '../../../src/main/adapters/download-store/index.ts'
import { inspectModel } from '../../../src/main/adapters/models-fs/inspect-model.ts'
import { createGate } from '../../../src/main/adapters/net-gate/index.ts'
import { createDownloads } from '../../../src/main/core/downloads/index.ts'
import type { Downloads, DownloadsDeps } from '../../../src/main/core/downloads/index.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { Gate, LedgerAttempt, LedgerEnd } from '../../../src/main/core/ports/index.ts'
import { createRouting } from '../../../src/main/core/routing/index.ts'
import type { Routing } from '../../../src/main/core/routing/index.ts'
import { quiet } from '../memos/rig.ts'

export const never = new AbortController().signal

export interface Row extends LedgerAttempt {
  end?: LedgerEnd
}

export interface Rig {
  readonly folder: string
  readonly downloads: Downloads
  readonly routing: Routing
  readonly rows: Row[]
  /** Everything that was told of a download, in its order. */
  readonly told: Download[]
  /** The one download, or the one of an id. */
  one(downloadId?: string): Download
  /** Waits until a download is as is wanted; the test's own time limit ends it. */
  until(holds: (download: Download) => boolean, downloadId?: string): Promise<Download>
  /** Files among the models, half ones left out. */
  models(): readonly string[]
  read(name: string): Buffer
  halves(): readonly string[]
  close(): Promise<void>
}

export interface RigOptions {
  readonly folder?: string
  readonly endpoint?: string
  readonly tokens?: Readonly<Record<string, string>>
  readonly offered?: readonly CatalogueModel[]
  readonly times?: DownloadsDeps['times']
  readonly freeBytes?: () => number
}

/** Small pieces and short waits, so that a small file goes through everything that a large one does. */
export const QUICK = { stallMs: 20_000, firstWaitMs: 20, longestWaitMs: 100, keepMs: 50, lookMs: 1, fastBytesPerSecond: Number.POSITIVE_INFINITY, leastPieceBytes: 64 * 1024, mostPieceBytes: 64 * 1024 }

/** Downloads over the real decision, the real gate and the real disk. The record only remembers; it has tests of its own. */
export const startRig = (options: RigOptions = {}): Rig => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'freehold-downloads-'))
  const clock = createClock()
  const rows: Row[] = []
  let isLocalOnly = false
  const changed = new Set<() => void>()
  const record = (attempt: LedgerAttempt): number => rows.push({ ...attempt })
  const gate: Gate = createGate({
    isIssued: (permit) => routing.isIssued(permit),
    begin: record,
    finish: (seq, end) => void Object.assign(rows[seq - 1] ?? {}, { end }),
    networkRanges: () => [],
    leave: { allow: () => undefined, lookup: async (name) => (name === 'localhost' ? ['127.0.0.1'] : Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))) },
    clock,
    log: quiet,
  })
  const routing: Routing = createRouting({
    settings: () => ({ ...SettingsSchema.parse({}).privacy, localOnly: isLocalOnly }),
    setSetting: async (path, value) => {
      if (path === 'privacy.localOnly') isLocalOnly = value === true
      for (const listener of changed) listener()
    },
    areSettingsReadable: () => true,
    isLedgerWritable: () => true,
    sources: [(listener) => {
      changed.add(listener)
      return () => void changed.delete(listener)
    }],
    detect: async () => [],
    detectTopics: async () => [],
    people: () => [],
    local: () => ({ state: 'ready', contextTokens: 1 }),
    gate,
    record,
    finishRecord: (seq, end) => void Object.assign(rows[seq - 1] ?? {}, { end }),
    useCredential: async (name) => {
      const token = options.tokens?.[name]
      if (token === undefined) throw new AppError('NO_KEY', `There is no key “${name}”.`)
      return redact(token)
    },
    knownCredentials: () => [],
    clock,
    newId: randomUUID,
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  })
  const store = createDownloadStore(folder)
  const { freeBytes } = options
  const downloads = createDownloads({
    fetch: routing.fetcher({ feature: 'models', purpose: 'model' }),
    store: freeBytes ? { ...store, freeBytes: async () => freeBytes() } : store,
    findOffered: (id) => options.offered?.find((each) => each.id === id),
    inspect: inspectModel,
    onArrived: async () => undefined,
    settings: () => ({ endpoint: options.endpoint ?? 'https://huggingface.co', credential: 'huggingface' }),
    clock,
    log: quiet,
    newId: () => randomUUID().slice(0, 8),
    times: { ...QUICK, ...options.times },
  })
  const told: Download[] = []
  downloads.onChange(() => void told.push(...downloads.list()))
  downloads.start()

  const one: Rig['one'] = (downloadId) => {
    const found = downloads.list().find((each) => downloadId === undefined || each.downloadId === downloadId)
    if (found === undefined) throw new Error('There is no download.')
    return found
  }
  return {
    folder,
    downloads,
    routing,
    rows,
    told,
    one,
    until: async (holds, downloadId) => {
      for (;;) {
        const found = downloads.list().find((each) => downloadId === undefined || each.downloadId === downloadId)
        if (found !== undefined && holds(found)) return found
        await clock.sleep(5, never)
      }
    },
    models: () => readdirSync(folder).filter((name) => !name.startsWith('.')).toSorted(),
    read: (name) => readFileSync(join(folder, name)),
    halves: () => (existsSync(join(folder, '.downloads')) ? readdirSync(join(folder, '.downloads'), { recursive: true, encoding: 'utf8' }) : []),
    close: async () => {
      await downloads.close()
      routing.close()
      await gate.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const isEnded = ({ state }: Download): boolean => state === 'done' || state === 'failed' || state === 'paused'

/** Whether what was told of a download never went back while it came. */
export const everRises = (told: readonly Download[]): boolean => {
  const last = new Map<string, number>()
  for (const { downloadId, state, receivedBytes } of told) {
    if (state !== 'coming') {
      if (state !== 'waiting') last.delete(downloadId)
      continue
    }
    if (receivedBytes < (last.get(downloadId) ?? 0)) return false
    last.set(downloadId, receivedBytes)
  }
  return true
}
