import type { AppError } from '../../../contract/errors.ts'
import type { PartFile } from '../ports/index.ts'
import type { Ask } from './ask.ts'
import type { DownloadsDeps, DownloadTimes } from './deps.ts'
import { fetchFile } from './fetch-file.ts'
import { receivedOf } from './record.ts'
import type { DownloadRecord, FileRecord } from './record.ts'
import type { Meant, Sources } from './sources.ts'
import { noModel, noRoom, webPage } from './words.ts'

export interface RunDeps extends Pick<DownloadsDeps, 'store' | 'inspect' | 'settings' | 'clock'> {
  readonly ask: Ask
  readonly sources: Sources
  readonly times: DownloadTimes
}

export interface RunEvents {
  readonly onState: (state: 'asking' | 'coming' | 'checking') => void
  readonly onBytes: (bytes: number) => void
  readonly onTrouble: (error: AppError | null) => void
  readonly onChanged: (error: AppError) => void
}

// Beside the file itself: for its note, and what else the machine writes meanwhile.
const MARGIN = 0.05
/** As much is brought to the disk while more comes, and not all of it at the end. */
const KEPT_BYTES = 128 * 2 ** 20

/** Takes a download from where it stands to a model in its folder. `record` is brought up to date, and kept on the disk as it goes. */
export const runDownload = async (deps: RunDeps, id: string, record: DownloadRecord, meant: Meant, events: RunEvents, signal: AbortSignal): Promise<void> => {
  const { store } = deps
  let saving: Promise<void> = Promise.resolve()
  let openPart: PartFile | null = null
  // One after the other, and each by what is so at its turn: an older note never comes last.
  const save = (): Promise<void> => {
    saving = saving.catch(() => undefined).then(async () => {
      const text = JSON.stringify(record)
      await openPart?.sync()
      await store.saveNote(id, text)
    })
    return saving
  }

  if (record.files.length === 0) {
    events.onState('asking')
    const { files, withCredential } = await deps.sources.resolve(meant, signal)
    record.withCredential = withCredential
    record.files = files.map((file) => ({ ...file, urls: [...file.urls], at: 0, pieceBytes: null, pieces: [], isWhole: false }))
    await save()
  }
  for (const file of record.files) await forgetLost(deps, id, file)
  await checkRoom(deps, record.files)

  for (const file of record.files) {
    if (file.isWhole) continue
    const part = await store.open(id, file.fileName)
    openPart = part
    const resting = new AbortController()
    const keeping = keepNowAndThen(deps, save, resting.signal)
    let unkeptBytes = 0
    const onBytes = (bytes: number): void => {
      events.onBytes(bytes)
      unkeptBytes += bytes
      if (unkeptBytes < KEPT_BYTES) return
      unkeptBytes = 0
      save().catch(() => undefined)
    }
    try {
      const { endpoint, credential } = deps.settings()
      // A token is for the hub that it was made for, whatever else has the file.
      const credentialFor = (url: string): string | null => (record.withCredential && new URL(url).origin === new URL(endpoint).origin ? credential : null)
      await fetchFile({ ...deps, ...events, onBytes, onPhase: events.onState, save }, { file, part, credentialFor }, signal)
    } finally {
      resting.abort()
      await keeping
      try {
        await save()
      } finally {
        openPart = null
        await part.close()
      }
    }
  }

  events.onState('checking')
  signal.throwIfAborted()
  await checkModel(deps, id, record.files)
  // The first part last: whoever finds it finds the others beside it.
  for (const file of record.files.toReversed()) if (await store.has(id, file.fileName)) await store.moveIn(id, file.fileName)
  await store.remove(id)
}

/** A file that is whole and neither here nor among the models was taken away by somebody: it comes anew. */
const forgetLost = async ({ store }: RunDeps, id: string, file: FileRecord): Promise<void> => {
  if (await store.has(id, file.fileName)) return
  if (file.isWhole && (await store.isTaken(file.fileName))) return
  file.isWhole = false
  file.pieces = []
}

const checkRoom = async ({ store }: RunDeps, files: readonly FileRecord[]): Promise<void> => {
  const sizeBytes = files.reduce((bytes, file) => bytes + (file.sizeBytes ?? 0), 0)
  const missingBytes = files.reduce((bytes, file) => bytes + Math.max(0, (file.isWhole ? 0 : (file.sizeBytes ?? 0)) - receivedOf(file)), 0)
  const freeBytes = await store.freeBytes()
  const neededBytes = Math.ceil(missingBytes + sizeBytes * MARGIN)
  if (freeBytes !== null && missingBytes > 0 && neededBytes > freeBytes) throw noRoom(neededBytes, freeBytes)
}

const checkModel = async ({ store, inspect }: RunDeps, id: string, [first]: readonly FileRecord[]): Promise<void> => {
  if (first === undefined || !(await store.has(id, first.fileName))) return
  const found = inspect(store.pathOf(id, first.fileName))
  if (found !== null && found.fault === null) return
  const part = await store.open(id, first.fileName)
  try {
    const head = new Uint8Array(512)
    const bytes = await part.read(head, 0)
    if (/^\s*<(!doctype|html|\?xml)/i.test(new TextDecoder('latin1').decode(head.subarray(0, bytes)))) throw webPage()
  } finally {
    await part.close()
  }
  throw noModel(found?.fault ?? null)
}

const keepNowAndThen = async ({ clock, times }: RunDeps, save: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await clock.sleep(times.keepMs, signal).catch(() => undefined)
    // What fails here fails again where it is waited for.
    if (!signal.aborted) await save().catch(() => undefined)
  }
}
