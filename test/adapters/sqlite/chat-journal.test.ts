import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { answer, CHAT_ID } from '../../core/chats/records.ts'
import { quiet } from '../../core/memos/rig.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const open = () => createSqliteMemoStore(join(folder, 'memos.db'), quiet)

describe('the chats’ journal', () => {
  it('keeps a running answer, and drafts, until they are dropped', () => {
    const first = open()
    const running = { chatId: CHAT_ID, message: answer(2, 'Half an ans', { state: 'writing' }) }
    first.chatJournal.save({ ...running, message: { ...running.message, text: 'Half' } })
    first.chatJournal.save(running)
    first.chatJournal.setDraft(null, 'not begun')
    first.chatJournal.setDraft(CHAT_ID, 'in a chat \u200b')
    first.close()
    const second = open()
    expect(second.chatJournal.list()).toEqual([running])
    expect([second.chatJournal.draft(null), second.chatJournal.draft(CHAT_ID)]).toEqual(['not begun', 'in a chat \u200b'])
    second.chatJournal.drop(CHAT_ID, running.message.messageId)
    second.chatJournal.setDraft(null, '')
    expect(second.chatJournal.list()).toEqual([])
    expect(second.chatJournal.draft(null)).toBe('')
    second.close()
  })

  it('has what was saved after a kill', async () => {
    const script = join(folder, 'child.mjs')
    const adapter = new URL('../../../src/main/adapters/sqlite/index.ts', import.meta.url).href
    writeFileSync(
      script,
      `import { createSqliteMemoStore } from ${JSON.stringify(adapter)}
      const log = { debug() {}, info() {}, warn() {}, error() {} }
      const { chatJournal } = createSqliteMemoStore(process.argv[2], log)
      chatJournal.setDraft(null, 'typed')
      chatJournal.save({ chatId: ${JSON.stringify(CHAT_ID)}, message: ${JSON.stringify(answer(2, 'as far as it came', { state: 'writing' }))} })
      process.stdout.write('saved')
      setInterval(() => {}, 1000)`,
    )
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, join(folder, 'memos.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = open()
    expect(store.chatJournal.draft(null)).toBe('typed')
    expect(store.chatJournal.list()).toMatchObject([{ message: { text: 'as far as it came' } }])
    store.close()
  })
})
