import type { ReadYaml, Vault } from '../ports/index.ts'
import { parseChat } from './chat-file.ts'
import type { ParsedChat } from './chat-file.ts'

const KEPT = 16

export interface ChatFile {
  readonly text: string
  readonly sha256: string
  readonly parsed: ParsedChat
}

export interface ChatFiles {
  /** The file as it stands at this moment; null when there is none. Parsed again only when it is another than last time. */
  read(path: string): Promise<ChatFile | null>
  /** What was just written, and so need not be parsed. */
  wrote(path: string, sha256: string, parsed: ParsedChat): void
}

/** Reads chats' files, and keeps those that are in use as they were understood. */
export const createChatFiles = (vault: Pick<Vault, 'readText'>, readYaml: ReadYaml): ChatFiles => {
  const parsedByPath = new Map<string, { readonly sha256: string; readonly parsed: ParsedChat }>()
  const keep: ChatFiles['wrote'] = (path, sha256, parsed) => {
    parsedByPath.delete(path)
    parsedByPath.set(path, { sha256, parsed })
    const oldest = parsedByPath.keys().next()
    if (parsedByPath.size > KEPT && oldest.done !== true) parsedByPath.delete(oldest.value)
  }
  return {
    read: async (path) => {
      const file = await vault.readText(path)
      if (file === null) return null
      const known = parsedByPath.get(path)
      const parsed = known?.sha256 === file.sha256 ? known.parsed : parseChat(path, file.text, readYaml)
      keep(path, file.sha256, parsed)
      return { ...file, parsed }
    },
    wrote: keep,
  }
}
