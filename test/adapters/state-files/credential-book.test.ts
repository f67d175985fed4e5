import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCredentialBook } from '../../../src/main/adapters/state-files/index.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-book-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const open = () => createCredentialBook(join(folder, 'state', 'credentials.json'), { warn: () => undefined })

describe('the book of keys', () => {
  it('has names and uses again after a restart, newest first', async () => {
    const book = open()
    await book.add('GPT')
    await book.add('Claude')
    book.note('Claude', { feature: 'ask', at: '2026-11-24T10:00:00Z' })
    book.note('Claude', { feature: 'chat', at: '2026-11-24T11:00:00Z' })
    await book.close()
    const again = open()
    expect(again.names()).toEqual(['Claude', 'GPT'])
    expect(again.uses('Claude').map(({ feature }) => feature)).toEqual(['chat', 'ask'])
    await again.forget('Claude')
    expect(open().names()).toEqual(['GPT'])
    expect(statSync(join(folder, 'state', 'credentials.json')).mode & 0o777).toBe(0o600)
  })

  it('lets no busy feature push out another', () => {
    const book = open()
    book.note('Claude', { feature: 'rare', at: '2026-01-01T00:00:00Z' })
    for (let index = 0; index < 500; index += 1) book.note('Claude', { feature: 'busy', at: `2026-11-24T10:00:00.${index}Z` })
    expect(book.uses('Claude')).toHaveLength(11)
    expect(book.uses('Claude').at(-1)?.feature).toBe('rare')
    expect(book.uses('Claude')[0]?.at).toContain('.499')
  })

  it('starts anew from one that is broken, and keeps that', async () => {
    const book = open()
    await book.add('Claude')
    const path = join(folder, 'state', 'credentials.json')
    writeFileSync(path, '{"Claude": ')
    const again = open()
    expect(again.names()).toEqual([])
    await again.add('GPT')
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe('{"Claude": ')
    expect(open().names()).toEqual(['GPT'])
  })
})
