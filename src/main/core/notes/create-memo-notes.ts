import { AppError } from '../../../contract/errors.ts'
import type { MemoId, VersionId } from '../../../contract/memos.ts'
import type { IndexedNote, NoteDraft, NoteIndex, Vault } from '../ports/index.ts'
import { tagsOf, toKnownNote } from './known-note.ts'
import type { KnownNote, MemoNote, MemoNotes } from './memo-notes.ts'
import { noteBody } from './note-body.ts'
import { noteFrontmatter } from './note-frontmatter.ts'
import { noteName } from './note-name.ts'
import { readActions } from './read-actions.ts'
import { tickAction } from './tick-action.ts'
import { localParts } from './times.ts'
import { confirmedName, confirmedText, parseConfirmed, parseTranscript, transcriptName, transcriptText } from './transcript-files.ts'

export interface MemoNotesDeps {
  readonly vault: Vault
  readonly index: NoteIndex
}

const SAVED_AT_ONCE = 16

/** Memos as notes in the vault. What it remembers of where things stand only saves walks: the files are the truth. */
export const createMemoNotes = ({ vault, index }: MemoNotesDeps): MemoNotes => {
  // Transcripts that do not stand beside their note.
  const pathByName = new Map<string, string>()
  let isScanned = false
  // What each scan that runs has come by.
  const scans = new Set<Set<string>>()

  const remember = (path: string, { memoId, audio, tags }: MemoNote): void => {
    const before = index.pathOf(memoId)
    if (before !== null && before !== path) index.remove(before)
    index.save([{ path, stamp: null, memoId, audio, tags }])
    for (const seen of scans) seen.add(path)
  }

  const scan = async function* (signal: AbortSignal, isKnown: (memoId: MemoId, path: string) => boolean = () => false): AsyncGenerator<KnownNote> {
    const seen = new Set<string>()
    let read: IndexedNote[] = []
    const save = (): void => {
      index.save(read)
      read = []
    }
    scans.add(seen)
    try {
      for await (const { path, stamp, note } of vault.scan(signal, index.isAt)) {
        seen.add(path)
        const known = note === null ? await unlessKnown(path, isKnown) : toKnownNote(note)
        if (note !== null) {
          read.push({ path, stamp, memoId: known?.memoId ?? null, audio: known?.audio ?? null, tags: tagsOf(note.frontmatter) })
          if (read.length >= SAVED_AT_ONCE) save()
        }
        if (known !== null) yield known
      }
      save()
      index.keep(seen)
      isScanned = true
    } finally {
      save()
      scans.delete(seen)
    }
  }

  const unlessKnown = async (path: string, isKnown: (memoId: MemoId, path: string) => boolean): Promise<KnownNote | null> => {
    const memoId = index.at(path)?.memoId ?? null
    return memoId === null || isKnown(memoId, path) ? null : knownAt(path)
  }

  const noteAt = async (memoId: MemoId): Promise<KnownNote | null> => {
    const path = index.pathOf(memoId)
    const known = path === null ? null : await knownAt(path)
    return known?.memoId === memoId ? known : null
  }

  const knownAt = async (path: string): Promise<KnownNote | null> => {
    const note = await vault.readNote(path)
    return note === null ? null : toKnownNote(note)
  }

  const draftOf = (note: MemoNote, ticked: readonly string[] = []): NoteDraft => ({
    id: note.memoId,
    folder: note.folder,
    name: noteName(note.recordedAt, note.title),
    frontmatter: noteFrontmatter(note),
    body: noteBody(note, ticked),
  })

  // Beside the note first, where nearly all of them are; else wherever the person put it.
  const findBeside = async (memoId: MemoId, name: string): Promise<{ readonly path: string; readonly text: string; readonly sha256: string } | null> => {
    const notePath = index.pathOf(memoId)
    const guesses = [...(notePath === null ? [] : [inFolder(folderOf(notePath), name)]), pathByName.get(name)]
    for (const guess of guesses) {
      const there = guess === undefined ? null : await vault.readText(guess)
      if (guess !== undefined && there !== null) return { path: guess, ...there }
    }
    const path = await vault.findFile(name)
    const found = path === null ? null : await vault.readText(path)
    if (path === null || found === null) return null
    pathByName.set(name, path)
    return { path, ...found }
  }

  const readConfirmed = async (memoId: MemoId, versionId: VersionId): Promise<readonly number[]> => {
    const file = await findBeside(memoId, confirmedName(memoId, versionId))
    return file === null ? [] : (parseConfirmed(file.text) ?? [])
  }

  return {
    vaultPath: vault.path,
    check: () => vault.check(),
    fileNote: async (note) => {
      const standing = await noteAt(note.memoId)
      if (standing !== null) {
        // Where it was seen to stand is no new place to file it: under a person's edit it is theirs.
        const untouched = await vault.untouched(standing.path)
        return untouched ?? { path: standing.path, writtenSha256: null }
      }
      const filed = await vault.fileNote(draftOf(note))
      remember(filed.path, note)
      return filed
    },
    updateNote: async (filed, note) => {
      const before = await knownAt(filed.path)
      const formerName = noteName(note.recordedAt, before?.title ?? note.title)
      // What is not known any more, as when the recording is gone, stays as the note has it.
      const whole = { ...note, audio: note.audio || (before?.audio ?? ''), audioSha256: note.audioSha256 || (before?.audioSha256 ?? '') }
      const text = (await vault.readText(filed.path))?.text ?? ''
      const ticked = readActions(text).flatMap((action) => (action.done ? [action.text] : []))
      const updated = await vault.updateNote(filed, { ...draftOf(whole, ticked), formerName })
      if (updated !== null) remember(updated.path, whole)
      return updated
    },
    untouched: (path) => vault.untouched(path),
    setAction: (path, action) => vault.amendNote(path, (text) => tickAction(text, action)),
    knownAt,
    isInside: (folder) => vault.list(folder, '.md').then(() => true, isNotOutside),
    readNote: (path) => vault.readText(path),
    saveVersion: (folder, version) => vault.createText(inFolder(folder, transcriptName(version.memoId, version.versionId)), transcriptText(version)),
    readVersion: async (memoId, versionId) => {
      const file = await findBeside(memoId, transcriptName(memoId, versionId))
      return file === null ? null : parseTranscript(file.text)
    },
    confirm: async (memoId, versionId, startSeconds) => {
      const name = confirmedName(memoId, versionId)
      const file = await findBeside(memoId, name)
      if (file === null) {
        const transcript = await findBeside(memoId, transcriptName(memoId, versionId))
        if (transcript === null) throw new AppError('NOT_FOUND', 'This version of the transcript is not in the vault.')
        return vault.createText(inFolder(folderOf(transcript.path), name), confirmedText([startSeconds]))
      }
      const confirmed = parseConfirmed(file.text)
      if (confirmed === null) throw new AppError('DAMAGED', 'The file with your confirmations was changed and can no longer be read. Freehold leaves it as it is.')
      await vault.replaceText(file.path, confirmedText([...confirmed, startSeconds]), file.sha256)
    },
    readConfirmed,
    copyAudio: async (sourcePath, name, recordedAt, sha256, signal) => {
      const folder = `Memos/Audio/${localParts(recordedAt)?.year ?? 'undated'}`
      return (await vault.copyIn({ sourcePath, folder, name, expectedSha256: sha256, signal })).path
    },
    scan,
    findNote: async (memoId, signal) => {
      const near = await noteAt(memoId)
      if (near !== null) return near
      for await (const known of scan(signal, (other) => other !== memoId)) if (known.memoId === memoId) return known
      return null
    },
    audioOf: (path) => index.at(path)?.audio ?? null,
    tagsInUse: async (signal) => {
      if (!isScanned) for await (const _ of scan(signal, () => true)) continue
      return index.tagCounts().toSorted(([a, many], [b, more]) => more - many || a.localeCompare(b)).map(([tag]) => tag)
    },
  }
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')
const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
const isNotOutside = (error: unknown): boolean => {
  if (error instanceof AppError && error.code === 'OUTSIDE_FOLDER') return false
  throw error
}
