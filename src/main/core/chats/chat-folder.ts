import { join, relative } from 'node:path'
import type { ChatId } from '../../../contract/chat.ts'
import { localTime } from '../lib/local-time.ts'
import type { ChatIndex, Clock, FolderWatch, Log, Vault, WatchFolder } from '../ports/index.ts'
import type { ChatFiles } from './chat-files.ts'
import { idOfPath, toIndexed, toUnreadable } from './to-indexed.ts'

export const FOLDER = 'Chats'
const ATTACHMENTS = `${FOLDER}/Attachments/`
// An editor writes a file in several steps; a move is one that goes and one that comes.
const SETTLE_MS = 150
const TOLD_EACH = 200

export interface ChatFolderDeps {
  readonly vault: Pick<Vault, 'path' | 'check' | 'walk' | 'stampOf'>
  readonly index: ChatIndex
  readonly files: ChatFiles
  readonly watchFolder: WatchFolder
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Pick<Log, 'warn' | 'debug'>
  readonly retryMs: number
  /** A chat was changed by somebody else; null: more than one. */
  readonly tell: (chatId: ChatId | null) => void
}

export interface ChatFolder {
  /** Takes up what stands in one file; `knownAs` is the id it went by before it was away. */
  refresh(path: string, knownAs?: ChatId): Promise<ChatId | null>
  /** The file was just written by us, so that nobody is told again. */
  wrote(path: string, sha256: string): void
  /** Reads what changed in the whole folder. */
  scan(): Promise<void>
  start(): void
  close(): Promise<void>
}

/** Keeps the index as the folder is: reads what changed since last time, then what changes. */
export const createChatFolder = ({ vault, index, files, watchFolder, clock, log, retryMs, tell }: ChatFolderDeps): ChatFolder => {
  const ending = new AbortController()
  const folder = join(vault.path, FOLDER)
  const shaByPath = new Map<string, string>()
  // What each scan that runs has come by, and what was written meanwhile.
  const scans = new Set<Set<string>>()
  const touched = new Set<string>()
  const gone = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  let watch: FolderWatch | null = null
  let isWaiting = false

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = turn.then(work, work)
    turn = run.catch(() => undefined)
    return run
  }
  const isChat = (path: string): boolean => path.startsWith(`${FOLDER}/`) && path.endsWith('.md') && !path.startsWith(ATTACHMENTS)

  /** A copy gets an id of its own; the file that had it first keeps it. */
  const idFor = async (path: string, idInFile: ChatId): Promise<ChatId> => {
    const here = index.at(path)
    if (here?.unreadable === null && here.chatId === idOfPath(path)) return here.chatId
    const owner = index.get(idInFile)
    if (owner === null || owner.path === path) return idInFile
    const other = await files.read(owner.path)
    return other !== null && ('unreadable' in other.parsed || other.parsed.record.chatId === idInFile) ? idOfPath(path) : idInFile
  }

  /** The id of the chat when it changed, null when it did not. */
  const take = async (path: string, knownAs?: ChatId): Promise<ChatId | null> => {
    const stamp = await vault.stampOf(path)
    if (stamp === null) return forget(path)
    if (index.isAt(path, stamp.text)) return null
    const file = await files.read(path)
    if (file === null) return forget(path)
    for (const seen of scans) seen.add(path)
    const settled = stamp.isSettled ? stamp.text : null
    const was = index.at(path)
    const isSame = shaByPath.get(path) === file.sha256 && was !== null
    if (isSame && settled === null) return null
    shaByPath.set(path, file.sha256)
    const { parsed } = file
    const chatId = 'unreadable' in parsed ? (knownAs ?? was?.chatId ?? idOfPath(path)) : (knownAs ?? (await idFor(path, parsed.record.chatId)))
    index.save('unreadable' in parsed ? toUnreadable(path, parsed.unreadable, settled, chatId, was, localTime(clock.now())) : toIndexed({ ...parsed.record, chatId }, settled))
    return isSame ? null : chatId
  }

  const forget = (path: string): ChatId | null => {
    const row = index.at(path)
    shaByPath.delete(path)
    if (row === null) return null
    index.remove(path)
    return row.chatId
  }

  const scanNow = async (): Promise<void> => {
    // Or a disk that is not connected looks like a folder without chats.
    await vault.check()
    const seen = new Set<string>()
    scans.add(seen)
    let changes = 0
    try {
      const paths: string[] = []
      for await (const path of vault.walk(FOLDER, '.md', ending.signal)) if (isChat(path)) paths.push(path)
      // Of two with one id the shorter name is the older: a copy's has a number, or a word, behind it.
      for (const path of paths.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
        ending.signal.throwIfAborted()
        seen.add(path)
        if ((await take(path)) !== null && (changes += 1) % TOLD_EACH === 0) tell(null)
      }
      const before = index.list({ limit: 1 }).total
      index.keep(seen)
      if (changes > 0 || index.list({ limit: 1 }).total !== before) tell(null)
    } finally {
      scans.delete(seen)
    }
  }

  const takePending = async (): Promise<void> => {
    const [came, went] = [[...touched], [...gone]]
    touched.clear()
    gone.clear()
    // What came first: a chat that was moved is then known to be the same.
    const changed = new Set<ChatId>()
    for (const path of [...came, ...went]) {
      const chatId = await take(path)
      if (chatId !== null) changed.add(chatId)
    }
    for (const chatId of changed) tell(chatId)
  }

  const soon = (): void => {
    if (isWaiting || ending.signal.aborted) return
    isWaiting = true
    const work = async (): Promise<void> => {
      await clock.sleep(SETTLE_MS, ending.signal)
      isWaiting = false
      await inTurn(takePending)
    }
    void work().catch((error: unknown) => {
      isWaiting = false
      if (!ending.signal.aborted) log.warn('chats.not-read', { reason: error instanceof Error ? error.name : 'unknown' })
    })
  }
  const noticed = (set: Set<string>) => (absolute: string): void => {
    const path = `${FOLDER}/${relative(folder, absolute).replaceAll('\\', '/')}`
    if (!isChat(path)) return
    set.add(path)
    soon()
  }

  const scanUntilDone = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        return await inTurn(scanNow)
      } catch (error) {
        if (ending.signal.aborted) return
        log.warn('chats.scan-failed', { reason: error instanceof Error ? error.name : 'unknown' })
        await clock.sleep(retryMs, ending.signal).catch(() => undefined)
      }
    }
  }

  return {
    refresh: (path, knownAs) => inTurn(() => take(path, knownAs)),
    wrote: (path, sha256) => {
      shaByPath.set(path, sha256)
      for (const seen of scans) seen.add(path)
    },
    scan: () => inTurn(scanNow),
    start: () => {
      const [onFile, onGone] = [noticed(touched), noticed(gone)]
      void scanUntilDone().then(() => {
        if (ending.signal.aborted) return
        watch = watchFolder(folder, {
          onFile: ({ path }) => onFile(path),
          onGone,
          onRefused: () => undefined,
          // The whole folder went: by hand, or with its disk.
          onTrouble: () => void scanUntilDone(),
          onReady: () => undefined,
        })
      })
    },
    close: async () => {
      ending.abort()
      await watch?.close()
      await turn
    },
  }
}
