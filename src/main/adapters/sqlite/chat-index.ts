import { createHash } from 'node:crypto'
import { ChatIdSchema, MessageIdSchema } from '../../../contract/chat.ts'
import type { ChatHit, ChatRow } from '../../../contract/chat.ts'
import type { ChatIndex, IndexedChat, Log } from '../../core/ports/index.ts'
import { CHAT_MIGRATIONS } from './chat-schema.ts'
import { findWords, toIndexed, toMatch, visible, wordsOf } from './find-words.ts'
import { openDatabase } from './open-database.ts'
import { createStatements } from './statements.ts'
import type { Row, Statements } from './statements.ts'

/** Rises when more, or something else, is read from a chat: all files are then read again. */
const READ_AS = 1
// A title is found like a message, and is none.
const TITLE = ''

type IndexedRow = Omit<ChatRow, 'running'>

/** Opens the chats' index in the file at `path`, made when it is missing; what was read of another vault is forgotten. */
export const createSqliteChatIndex = (path: string, vaultPath: string, log: Log): ChatIndex & { close(): void } => {
  const { database } = openDatabase(path, CHAT_MIGRATIONS, log)
  const sql = createStatements(database)
  // A full disk costs the next start a few seconds, and nobody the chat that is written.
  const trying = (work: () => void): void => {
    try {
      sql.together(work)
    } catch (error) {
      log.warn('chats.not-indexed', { reason: error instanceof Error ? error.name : 'unknown' })
    }
  }
  const of = `${READ_AS} ${vaultPath}`
  if (sql.get("SELECT value FROM facts WHERE name = 'of'")?.['value'] !== of)
    sql.together(() => {
      sql.run('DELETE FROM chats')
      sql.run('DELETE FROM said')
      sql.run('DELETE FROM words')
      sql.run("INSERT OR REPLACE INTO facts VALUES ('of', ?)", of)
    })

  const one = (where: string, value: string): IndexedRow | null => {
    const row = sql.get(`SELECT * FROM chats WHERE ${where} = ?`, value)
    return row && toRow(row)
  }

  return {
    isAt: (at, stamp) => sql.get('SELECT 1 AS known FROM chats WHERE path = ? AND stamp = ?', at, stamp) !== null,
    save: (chat) => trying(() => saveChat(sql, chat)),
    remove: (at) => trying(() => removeChats(sql, 'path = ?', at)),
    keep: (paths) =>
      trying(() => {
        for (const { path: at } of sql.all('SELECT path FROM chats')) if (!paths.has(String(at))) removeChats(sql, 'path = ?', String(at))
      }),
    get: (chatId) => one('chat_id', chatId),
    at: (at) => one('path', at),
    list: ({ cursor, limit, text }) => {
      const words = wordsOf(text ?? '')
      if ((text ?? '').trim() !== '' && words.length === 0) return { rows: [], nextCursor: null, total: 0 }
      const found = words.length === 0 ? '' : 'AND chat_key IN (SELECT said.chat_key FROM words JOIN said ON said.said_key = words.rowid WHERE words MATCH ?)'
      const match = words.length === 0 ? [] : [toMatch(words)]
      const rows = sql.all(
        `SELECT * FROM chats WHERE (pinned, at_ms, chat_key) < (?, ?, ?) ${found} ORDER BY pinned DESC, at_ms DESC, chat_key DESC LIMIT ?`,
        ...parseCursor(cursor),
        ...match,
        limit + 1,
      )
      const total = Number(sql.get(`SELECT count(*) AS n FROM chats WHERE 1 ${found}`, ...match)?.['n'] ?? 0)
      const shown = rows.slice(0, limit)
      return { rows: shown.map(toRow), nextCursor: rows.length > limit ? cursorOf(shown.at(-1)) : null, total }
    },
    search: ({ text, chatId, limit }) => {
      const words = wordsOf(text)
      if (words.length === 0) return []
      const inChat = chatId === undefined ? '' : 'AND chats.chat_id = ?'
      return sql
        .all(
          `SELECT chats.chat_id, chats.title, said.message_id, said.role, said.at, said.text FROM words JOIN said ON said.said_key = words.rowid
           JOIN chats ON chats.chat_key = said.chat_key WHERE words MATCH ? AND said.message_id != '' ${inChat} ORDER BY words.rank, said.at DESC LIMIT ?`,
          toMatch(words),
          ...(chatId === undefined ? [] : [chatId]),
          limit,
        )
        .map((row) => toHit(row, words))
    },
    close: () => database.close(),
  }
}

const saveChat = (sql: Statements, { row, stamp, messages }: IndexedChat): void => {
  const known = sql.all('SELECT chat_key, chat_id FROM chats WHERE chat_id = ? OR path = ? ORDER BY chat_id = ? DESC', row.chatId, row.path, row.chatId)
  // The file at this path was another chat, or this chat's file stood elsewhere.
  for (const other of known.slice(1)) removeChats(sql, 'chat_key = ?', Number(other['chat_key']))
  const values = [row.chatId, row.path, stamp, row.title, row.at, Date.parse(row.at) || 0, row.line, row.pinned ? 1 : 0, row.privateBecause, row.unreadable] as const
  const chatKey =
    known[0] === undefined
      ? sql.run('INSERT INTO chats (chat_id, path, stamp, title, at, at_ms, line, pinned, private_because, unreadable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...values).lastId
      : Number(known[0]['chat_key'])
  if (known[0] !== undefined)
    sql.run('UPDATE chats SET chat_id = ?, path = ?, stamp = ?, title = ?, at = ?, at_ms = ?, line = ?, pinned = ?, private_because = ?, unreadable = ? WHERE chat_key = ?', ...values, chatKey)

  // Only what changed is written: a turn more in a chat of thousands is two rows.
  const before = new Map(sql.all('SELECT said_key, message_id, digest FROM said WHERE chat_key = ?', chatKey).map((each) => [String(each['message_id']), each]))
  for (const { messageId, role, at, text } of [{ messageId: TITLE, role: 'title', at: row.at, text: row.title }, ...messages]) {
    const digest = createHash('sha1').update(`${role}\n${messageId === TITLE ? '' : at}\n${text}`).digest('base64url')
    const was = before.get(messageId)
    before.delete(messageId)
    if (was?.['digest'] === digest) continue
    if (was !== undefined) removeSaid(sql, Number(was['said_key']))
    const seen = visible(text)
    const { lastId } = sql.run('INSERT INTO said (chat_key, message_id, role, at, text, digest) VALUES (?, ?, ?, ?, ?, ?)', chatKey, messageId, role, at, seen, digest)
    sql.run('INSERT INTO words (rowid, text) VALUES (?, ?)', lastId, toIndexed(seen))
  }
  for (const gone of before.values()) removeSaid(sql, Number(gone['said_key']))
}

const removeSaid = (sql: Statements, saidKey: number): void => {
  sql.run('DELETE FROM words WHERE rowid = ?', saidKey)
  sql.run('DELETE FROM said WHERE said_key = ?', saidKey)
}

const removeChats = (sql: Statements, where: 'path = ?' | 'chat_key = ?', value: string | number): void => {
  for (const { said_key: saidKey } of sql.all(`SELECT said_key FROM said WHERE chat_key IN (SELECT chat_key FROM chats WHERE ${where})`, value)) removeSaid(sql, Number(saidKey))
  sql.run(`DELETE FROM chats WHERE ${where}`, value)
}

const toRow = (row: Row): IndexedRow => ({
  chatId: ChatIdSchema.parse(row['chat_id']),
  title: String(row['title']),
  at: String(row['at']),
  line: String(row['line']),
  pinned: row['pinned'] === 1,
  privateBecause: textOf(row['private_because']),
  path: String(row['path']),
  unreadable: textOf(row['unreadable']),
})

const toHit = (row: Row, words: readonly string[]): ChatHit => ({
  chatId: ChatIdSchema.parse(row['chat_id']),
  title: String(row['title']),
  messageId: MessageIdSchema.parse(row['message_id']),
  role: row['role'] === 'you' ? 'you' : row['role'] === 'mark' ? 'mark' : 'answer',
  at: String(row['at']),
  ...findWords(String(row['text']), words),
})

const textOf = (value: Row[string] | undefined): string | null => (typeof value === 'string' ? value : null)

const cursorOf = (row: Row | undefined): string | null => (row ? `${String(row['pinned'])}/${String(row['at_ms'])}/${String(row['chat_key'])}` : null)

const parseCursor = (cursor: string | undefined): readonly [number, number, number] => {
  const [pinned = Number.NaN, time = Number.NaN, key = Number.NaN] = (cursor ?? '').split('/').map(Number)
  return [pinned, time, key].every(Number.isFinite) ? [pinned, time, key] : [2, 0, 0]
}
