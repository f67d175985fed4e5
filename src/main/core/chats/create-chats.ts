import { createHash } from 'node:crypto'
import { AppError } from '../../../contract/errors.ts'
import { ChatIdSchema } from '../../../contract/chat.ts'
import type { ChatId, ChatRow } from '../../../contract/chat.ts'
import { localTime } from '../lib/local-time.ts'
import type { ChatIndex, Clock, Log, ReadYaml, Vault, WatchFolder } from '../ports/index.ts'
import { NOTHING_THEIRS, renderChat } from './chat-file.ts'
import { createChatFiles } from './chat-files.ts'
import type { ChatFile } from './chat-files.ts'
import { createChatFolder, FOLDER } from './chat-folder.ts'
import { chatName } from './chat-name.ts'
import type { ChatRecord, Chats } from './chats.ts'
import { exportChat } from './export-chat.ts'
import { toIndexed } from './to-indexed.ts'

const TRASH = `.trash/${FOLDER}`
const TRIES = 5

export interface ChatsDeps {
  readonly vault: Pick<Vault, 'path' | 'check' | 'walk' | 'stampOf' | 'readText' | 'replaceText' | 'fileText' | 'moveFile' | 'list'>
  readonly index: ChatIndex
  readonly readYaml: ReadYaml
  readonly watchFolder: WatchFolder
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Pick<Log, 'warn' | 'debug'>
  readonly newId: () => string
  /** Before a vault that cannot be reached is looked for again. */
  readonly retryMs: number
}

/** Chats in the vault's `Chats` folder. */
export const createChats = (deps: ChatsDeps): Chats => {
  const { vault, index, clock } = deps
  const listeners = new Set<(chatId: ChatId | null) => void>()
  const tell = (chatId: ChatId | null): void => {
    for (const listener of listeners) listener(chatId)
  }
  const files = createChatFiles(vault, deps.readYaml)
  const folder = createChatFolder({ ...deps, files, tell })
  const inTurn = createTurns()
  const deleted = new Map<ChatId, { readonly path: string; readonly from: string }>()

  /** Where the chat stands now; looked for once in the whole folder when it is not where it was. */
  const find = async (chatId: ChatId): Promise<{ readonly row: Omit<ChatRow, 'running'>; readonly file: ChatFile }> => {
    for (const isLast of [false, true]) {
      const row = index.get(chatId)
      const file = row && (await files.read(row.path))
      if (row && file) return { row, file }
      if (deleted.has(chatId)) break
      if (!isLast) await folder.scan()
    }
    throw notFound()
  }
  const open = async (chatId: ChatId) => {
    const { row, file } = await find(chatId)
    if ('unreadable' in file.parsed) throw new AppError('DAMAGED', file.parsed.unreadable, { next: 'Open the file in an editor to mend it, or begin a new chat.' })
    return { record: { ...file.parsed.record, chatId, path: row.path }, theirs: file.parsed.theirs, file }
  }
  const remember = (record: ChatRecord, sha256: string, theirs = NOTHING_THEIRS): void => {
    files.wrote(record.path, sha256, { record, theirs })
    folder.wrote(record.path, sha256)
    index.save(toIndexed(record, null))
  }

  const changeOnce: Chats['change'] = async (chatId, change) => {
    const { record, theirs, file } = await open(chatId)
    const { title, titled, pinned, mode, messages, leaf } = change(record)
    const changed: ChatRecord = { ...record, title, titled, pinned, mode, messages, leaf }
    if (new Set(messages.map(({ messageId }) => messageId)).size !== messages.length) throw new Error('two messages with one id')
    const text = renderChat(changed, theirs)
    if (text === file.text) return changed
    await vault.replaceText(record.path, text, file.sha256)
    const sha256 = sha256Of(text)
    const path = title === record.title ? record.path : await renamed(record, title, sha256)
    const written = { ...changed, path }
    remember(written, sha256, theirs)
    tell(chatId)
    return written
  }
  /** A file that somebody touched right now keeps its name. */
  const renamed = ({ path, createdAt, title }: ChatRecord, newTitle: string, sha256: string): Promise<string> =>
    vault.moveFile(path, { folder: folderOf(path), name: chatName(createdAt, newTitle), formerName: chatName(createdAt, title) }, sha256).catch((error: unknown) => {
      if (isConflict(error)) return path
      throw error
    })

  const findDeleted = async (chatId: ChatId): Promise<{ readonly path: string; readonly from: string } | null> => {
    const known = deleted.get(chatId)
    if (known !== undefined) return known
    for (const path of await vault.list(TRASH, '.md')) {
      const parsed = (await files.read(path))?.parsed
      if (parsed !== undefined && 'record' in parsed && parsed.record.chatId === chatId) return { path, from: FOLDER }
    }
    return null
  }

  return {
    create: async ({ title, titled, mode, messages, leaf }, signal) => {
      signal.throwIfAborted()
      const createdAt = localTime(clock.now())
      const chat = { chatId: ChatIdSchema.parse(deps.newId().replaceAll('-', '').slice(0, 16)), title, titled, createdAt, pinned: false, mode, messages, leaf }
      const { path, sha256 } = await vault.fileText({ folder: FOLDER, name: chatName(createdAt, title), text: renderChat(chat, NOTHING_THEIRS) })
      remember({ ...chat, path }, sha256)
      tell(chat.chatId)
      return { ...chat, path }
    },
    read: async (chatId) => (await open(chatId)).record,
    change: (chatId, change) => inTurn(chatId, () => again(() => changeOnce(chatId, change))),
    list: index.list,
    search: index.search,
    delete: (chatId) =>
      inTurn(chatId, () =>
        again(async () => {
          const { row, file } = await find(chatId)
          deleted.set(chatId, { path: await vault.moveFile(row.path, { folder: TRASH }, file.sha256), from: folderOf(row.path) })
          index.remove(row.path)
          tell(chatId)
        }),
      ),
    undelete: (chatId) =>
      inTurn(chatId, () =>
        again(async () => {
          if (index.get(chatId) !== null) return
          const trashed = await findDeleted(chatId)
          const file = trashed && (await files.read(trashed.path))
          if (!trashed || !file) throw notFound()
          const path = await vault.moveFile(trashed.path, { folder: trashed.from }, file.sha256)
          deleted.delete(chatId)
          await folder.refresh(path, chatId)
          tell(chatId)
        }),
      ),
    export: async (chatId, format) => exportChat((await open(chatId)).record, format),
    raw: async (chatId) => {
      const { row, file } = await find(chatId)
      return { path: row.path, text: file.text }
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start: folder.start,
    close: async () => {
      listeners.clear()
      await inTurn.ended()
      await folder.close()
    },
  }
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'This chat is not in the vault any more.')
const isConflict = (error: unknown): boolean => error instanceof AppError && error.code === 'CONFLICT'
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Does it again when an editor saved the file in the middle: what the file then says is what counts. */
const again = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (tried === TRIES || !isConflict(error)) throw error
    }
  }
}

interface Turns {
  <T>(chatId: ChatId, work: () => Promise<T>): Promise<T>
  /** Resolves once nothing is being done any more. */
  ended(): Promise<void>
}

/** One after the other for each chat. */
const createTurns = (): Turns => {
  const last = new Map<ChatId, Promise<unknown>>()
  const inTurn = <T>(chatId: ChatId, work: () => Promise<T>): Promise<T> => {
    const run = (last.get(chatId) ?? Promise.resolve()).then(work, work)
    const ended = run.catch(() => undefined).then(() => {
      if (last.get(chatId) === ended) last.delete(chatId)
    })
    last.set(chatId, ended)
    return run
  }
  return Object.assign(inTurn, {
    ended: async () => {
      while (last.size > 0) await Promise.all(last.values())
    },
  })
}
