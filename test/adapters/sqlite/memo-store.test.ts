import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewEntry } from '../../../src/main/core/ports/index.ts'
import { createSqliteMemoStore, readLockHolder, takeInstanceLock } from '../../../src/main/adapters/sqlite/index.ts'
import { quiet } from '../../core/memos/rig.ts'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const open = () => createSqliteMemoStore(join(folder, 'memos.db'), quiet)
const entry = (name: string, more: Partial<NewEntry> = {}): NewEntry => ({ path: `/r/${name}`, fileName: name, source: 'drop', title: name, recordedAt: '2026-11-22T14:32:00+01:00', state: 'waiting', waitsFor: 'turn', step: 'identify', ...more })

describe('memo store', () => {
  it('keeps every field over a restart, and revisions rise', () => {
    const first = open()
    const [made] = first.insert([entry('a.m4a', { problem: { code: 'DAMAGED', message: 'Cut short.' }, tags: ['x'], speech: false })])
    const revision = first.revision()
    first.close()
    const second = open()
    expect(second.byPath('/r/a.m4a')).toEqual(made)
    expect(second.revision()).toBeGreaterThan(revision)
    second.close()
  })

  it('tells of changes after they stand, and of none that was rolled back', () => {
    const store = open()
    const told: unknown[] = []
    store.onChange(({ entryId, formerRowId }) => told.push([entryId, formerRowId]))
    expect(() =>
      store.together(() => {
        store.insert([entry('a')])
        expect(told).toEqual([])
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(told).toEqual([])
    expect(store.byPath('/r/a')).toBeNull()
    const [made] = store.insert([entry('a')])
    store.update(made?.entryId ?? 0, { memoId: '0123456789abcdef' as never })
    expect(told).toEqual([[made?.entryId, null], [made?.entryId, `file-${made?.entryId}`]])
    store.close()
  })

  it('pages newest first and finds words without case or accents', () => {
    const store = open()
    store.insert(Array.from({ length: 25 }, (_, index) => entry(`${index}`, { recordedAt: new Date(1e12 + index * 1000).toISOString(), title: index === 7 ? 'Café 100%' : `t${index}` })))
    const first = store.list({ cursor: null, limit: 10, text: null })
    const second = store.list({ cursor: first.nextCursor, limit: 10, text: null })
    const third = store.list({ cursor: second.nextCursor, limit: 10, text: null })
    expect([...first.entries, ...second.entries, ...third.entries].map((each) => each.fileName)).toEqual(Array.from({ length: 25 }, (_, index) => String(24 - index)))
    expect(third.nextCursor).toBeNull()
    expect(store.list({ cursor: null, limit: 10, text: 'CAFE 100%' }).entries.map((each) => each.fileName)).toEqual(['7'])
    expect(store.list({ cursor: null, limit: 10, text: '%' }).entries).toHaveLength(1)
    store.close()
  })

  it('sets a damaged database aside and starts anew', () => {
    writeFileSync(join(folder, 'memos.db'), 'this is not a database, '.repeat(500))
    const store = open()
    expect(store.isNew).toBe(true)
    expect(readdirSync(folder).some((name) => name.startsWith('memos.db.damaged-'))).toBe(true)
    store.close()
  })

  it('refuses a database that a newer Freehold wrote, and leaves it alone', () => {
    open().close()
    const database = new DatabaseSync(join(folder, 'memos.db'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(open).toThrow('A newer Freehold has used this state folder')
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })

  it('drops windows that were written by another model', () => {
    const store = open()
    const memoId = '0123456789abcdef' as never
    const work = { sampleCount: 1, damagedAfterSeconds: null, spans: [], model: 'a', language: 'en' }
    store.saveWork(memoId, work)
    store.saveWindow(memoId, 0, { segments: [], language: 'en', engine: 'x' })
    store.saveWork(memoId, work)
    expect(store.windows(memoId).size).toBe(1)
    store.saveWork(memoId, { ...work, model: 'b' })
    expect(store.windows(memoId).size).toBe(0)
    store.close()
  })
})

describe('instance lock', () => {
  it('lets one host in, says who holds it, and goes with the process', async () => {
    const module = fileURLToPath(new URL('../../../src/main/adapters/sqlite/instance-lock.ts', import.meta.url))
    const code = `import { takeInstanceLock } from ${JSON.stringify(module)}; takeInstanceLock(${JSON.stringify(folder)}).publish('/tmp/x.sock'); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(() => takeInstanceLock(folder)).toThrow(new RegExp(`already running with this state folder.*process ${child.pid}`))
    expect(readLockHolder(folder)).toMatchObject({ pid: child.pid, socketPath: '/tmp/x.sock' })
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    const lock = takeInstanceLock(folder)
    expect(readLockHolder(folder)?.pid).toBe(process.pid)
    lock.release()
    takeInstanceLock(folder).release()
  })
})
