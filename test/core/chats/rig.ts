import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock } from '../../../src/main/adapters/clock/index.ts'
import { createWatchFolder } from '../../../src/main/adapters/folder-watch/index.ts'
import { createSqliteChatIndex } from '../../../src/main/adapters/sqlite/index.ts'
import { createVaultFs, readYaml } from '../../../src/main/adapters/vault-fs/index.ts'
import type { ChatId } from '../../../src/contract/chat.ts'
import { createChats } from '../../../src/main/core/chats/index.ts'
import type { Chats } from '../../../src/main/core/chats/index.ts'
import type { Vault } from '../../../src/main/core/ports/index.ts'
import { quiet } from '../memos/rig.ts'

export interface ChatRig {
  readonly chats: Chats
  readonly vault: Vault
  readonly changes: (ChatId | null)[]
  readonly root: string
  names(folder?: string): readonly string[]
  text(path: string): string
  put(path: string, text: string): void
  /** As after a restart; `without` the index it starts from nothing. */
  restart(index: 'with' | 'without'): Promise<ChatRig>
  end(): Promise<void>
}

/** Chats on a real vault, a real index and a real watch, in a folder of their own. */
export const createChatRig = (root: string = mkdtempSync(join(tmpdir(), 'freehold-chat-'))): ChatRig => {
  const vault = createVaultFs({ path: join(root, 'Vault'), wasUsed: () => false, log: quiet })
  const index = createSqliteChatIndex(join(root, 'chats.db'), vault.path, quiet)
  const chats = createChats({ vault, index, readYaml, watchFolder: createWatchFolder({ retryMs: 50 }), clock: createClock(), log: quiet, newId: randomUUID, retryMs: 50 })
  const changes: (ChatId | null)[] = []
  chats.onChange((chatId) => changes.push(chatId))
  const at = (path: string): string => join(root, 'Vault', path)
  const close = async (): Promise<void> => {
    await chats.close()
    index.close()
  }
  return {
    chats,
    vault,
    changes,
    root,
    names: (folder = 'Chats') => (existsSync(at(folder)) ? readdirSync(at(folder)).filter((name) => name.endsWith('.md')).sort() : []),
    text: (path) => readFileSync(at(path), 'utf8'),
    put: (path, text) => writeFileSync(at(path), text),
    restart: async (which) => {
      await close()
      if (which === 'without') for (const ending of ['', '-wal', '-shm']) rmSync(join(root, `chats.db${ending}`), { force: true })
      return createChatRig(root)
    },
    end: async () => {
      await close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
