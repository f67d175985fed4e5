import { relative } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { MemoIdSchema } from '../../../contract/memos.ts'
import type { MemoId } from '../../../contract/memos.ts'
import type { Entry, FileStat, MediaFacts } from '../ports/index.ts'
import type { Context } from './context.ts'
import { keepAppleTranscript } from './versions.ts'
import { recordedAt } from './recorded-at.ts'
import { sameRecording } from './sentences.ts'
import { givenTitle } from './titles.ts'

/** The first 16 hex digits of a sha256. */
export const toMemoId = (sha256: string): MemoId => MemoIdSchema.parse(sha256.slice(0, 16))

/** Reads what a file is, and makes it a memo: known by its content, under whatever names it lies here. */
export const identify = async (context: Context, entry: Entry, signal: AbortSignal): Promise<void> => {
  const { store, recordings, inspector } = context
  const path = entry.path
  if (path === null) throw new AppError('FILE_GONE', 'The recording is not there any more.')
  const before = await recordings.stat(path)
  const facts = await inspector.inspect(path, signal)
  const sha256 = await recordings.hash(path, signal)
  const after = await recordings.stat(path)
  if (!isSame(before, after)) {
    store.update(entry.entryId, { state: 'waiting', waitsFor: 'rest', sizeBytes: after.sizeBytes, modifiedMs: after.modifiedMs })
    context.rest(entry.entryId)
    return
  }

  const other = store.byMemo(toMemoId(sha256))
  const otherIsThere = other !== null && other.path !== null && (await recordings.stat(other.path).catch(() => null)) !== null
  store.together(() => {
    const current = store.get(entry.entryId)
    if (!current || current.path !== path || current.state === 'cancelled') return
    if (other === null) becomeMemo(context, current, sha256, facts, after)
    else if (otherIsThere) becomeAlias(context, current, other, path)
    else takeOver(context, current, other, facts)
  })
  context.bell.ring()
}

/** Makes an entry the memo of its content. */
export const becomeMemo = (context: Context, entry: Entry, sha256: string, facts: MediaFacts, stat: Pick<FileStat, 'sizeBytes' | 'modifiedMs'>): Entry => {
  const given = givenTitle(entry.givenTitle, facts.title)
  const memo = context.store.update(entry.entryId, {
    memoId: toMemoId(sha256),
    sha256,
    sizeBytes: stat.sizeBytes,
    modifiedMs: stat.modifiedMs,
    givenTitle: given,
    title: given ?? (entry.cloudId === null ? (facts.title?.trim() || entry.title) : entry.title),
    recordedAt: entry.cloudId === null ? recordedAt({ said: facts.recordedAt, fileName: entry.fileName, modifiedMs: stat.modifiedMs }) : entry.recordedAt,
    durationSeconds: facts.durationSeconds ?? entry.durationSeconds,
    device: facts.device,
    container: facts.container,
    state: 'waiting',
    waitsFor: 'turn',
    step: 'decode',
    problem: null,
  })
  if (facts.appleTranscript) keepAppleTranscript(context, memo, facts.appleTranscript)
  return memo
}

const becomeAlias = ({ store, notes }: Context, entry: Entry, other: Entry, path: string): void => {
  const inVault = relative(notes.vaultPath, path)
  if (!inVault.startsWith('..')) {
    // Our own copy of it in the vault is not a second recording.
    store.remove(entry.entryId)
    store.update(other.entryId, { vaultAudio: inVault })
    return
  }
  store.update(entry.entryId, { state: 'skipped', waitsFor: null, step: null, sha256: other.sha256, aliasOf: other.memoId, title: other.title, problem: sameRecording(other.title) })
  if (entry.urgent && other.state === 'waiting') store.update(other.entryId, { urgent: true })
}

/** The memo is known, and its recording was missing or has moved: this file is it. */
const takeOver = ({ store }: Context, entry: Entry, other: Entry, facts: MediaFacts): void => {
  const unfiled = other.notePath === null
  store.remove(entry.entryId)
  store.update(other.entryId, {
    path: entry.path,
    fileName: entry.fileName,
    source: entry.source,
    sizeBytes: entry.sizeBytes,
    modifiedMs: entry.modifiedMs,
    cloudId: entry.cloudId,
    voiceFolder: entry.voiceFolder,
    device: facts.device,
    container: facts.container,
    ...(unfiled ? { state: 'waiting', waitsFor: 'turn', step: 'decode', problem: null, urgent: entry.urgent } : {}),
  })
}

const isSame = (a: FileStat, b: FileStat): boolean => a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs
