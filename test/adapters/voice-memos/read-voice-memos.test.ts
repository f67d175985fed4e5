import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReadVoiceMemos, testLibraryAccess, voiceMemosFolder } from '../../../src/main/adapters/voice-memos/index.ts'
import { missing, shared } from '../../shared.ts'

const LIBRARY = 'audio/voice-memos-library/Recordings'
let folder: string
let library: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memos-'))
  library = join(folder, 'Recordings')
  mkdirSync(library)
  mkdirSync(join(folder, 'temp'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (path = library) => createReadVoiceMemos({ tempFolder: join(folder, 'temp') })(path)
const traces = (path: string) => readdirSync(path).map((name) => ({ name, mtimeMs: statSync(join(path, name)).mtimeMs, content: readFileSync(join(path, name)).toString('base64') }))

describe('the Voice Memos database', () => {
  it.skipIf(missing(LIBRARY))('gives titles row by row, folders, dates, deleted ones, placeholders, and rows that stand only in the log', async () => {
    const { readable, memos } = await read(shared(LIBRARY))
    expect(readable).toBe(true)
    expect(memos.map((memo) => memo.title)).toEqual(['Dentist', 'School play', 'New Recording 3', 'Boiler / pressure: "low"?', 'Deleted one', 'Still in iCloud', 'Not here yet', 'Only in the WAL'])
    expect(memos.map((memo) => memo.recentlyDeleted)).toEqual([false, false, false, false, true, false, false, false])
    expect(memos[5]?.fileName).toBeNull()
    expect(memos[1]).toMatchObject({ fileName: '20261104 181200-5E6F7A8B.qta', folder: 'Family', recordedAt: '2026-11-04T17:12:00.000Z', durationSeconds: 5.2 })
  })

  it.skipIf(missing(LIBRARY))('leaves every byte, time and name in the library as it was, and no copy behind', async () => {
    cpSync(shared(LIBRARY), library, { recursive: true })
    const before = traces(library)
    expect((await read()).memos).toHaveLength(8)
    expect(traces(library)).toEqual(before)
    expect(readdirSync(join(folder, 'temp'))).toEqual([])
  })

  it.skipIf(missing(LIBRARY))('is read while another program holds it locked', async () => {
    for (const name of ['CloudRecordings.db', 'CloudRecordings.db-wal']) {
      cpSync(join(shared(LIBRARY), name), join(library, name))
      chmodSync(join(library, name), 0o644)
    }
    const other = new DatabaseSync(join(library, 'CloudRecordings.db'))
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    expect((await read()).memos).toHaveLength(8)
    other.close()
  })

  it('of an older system is read too, with whole paths and few columns', async () => {
    const database = new DatabaseSync(join(library, 'Recents.sqlite'))
    database.exec(`CREATE TABLE ZVOICE (Z_PK INTEGER PRIMARY KEY, ZPATH TEXT, ZDATE REAL, ZCUSTOMLABEL TEXT);
      INSERT INTO ZVOICE VALUES (1, '/var/mobile/Media/Recordings/old one.m4a', 0, 'Choir'), (2, '../../escape', 'soon', '2014-01-01T10:00:00Z')`)
    database.close()
    expect((await read()).memos).toEqual([
      { fileName: 'old one.m4a', uniqueId: 'row-1', title: 'Choir', recordedAt: '2001-01-01T00:00:00.000Z', durationSeconds: null, folder: null, recentlyDeleted: false },
      { fileName: 'escape', uniqueId: 'row-2', title: null, recordedAt: null, durationSeconds: null, folder: null, recentlyDeleted: false },
    ])
  })

  it.each([
    ['missing', () => undefined],
    ['empty', () => writeFileSync(join(library, 'CloudRecordings.db'), '')],
    ['no database', () => writeFileSync(join(library, 'CloudRecordings.db'), 'Milk, bread, eggs. '.repeat(500))],
    ['without the table', () => new DatabaseSync(join(library, 'CloudRecordings.db')).exec('CREATE TABLE other (a); CREATE VIEW ZCLOUDRECORDING AS SELECT a AS ZPATH FROM other')],
    ['without the columns', () => new DatabaseSync(join(library, 'CloudRecordings.db')).exec('CREATE TABLE ZCLOUDRECORDING (ZNEWNAME)')],
  ])('that is %s gives an empty list and says that it was not read', async (_, make) => {
    make()
    expect(await read()).toEqual({ readable: false, memos: [] })
  })

  it.skipIf(missing(LIBRARY))('that is cut in half does not throw', async () => {
    cpSync(join(shared(LIBRARY), 'CloudRecordings.db'), join(library, 'CloudRecordings.db'))
    chmodSync(join(library, 'CloudRecordings.db'), 0o644)
    truncateSync(join(library, 'CloudRecordings.db'), 6000)
    expect((await read()).memos.length).toBeLessThan(8)
  })
})

describe('access to the library', () => {
  it('is found out by reading', async () => {
    expect(await testLibraryAccess(join(folder, 'nowhere'))).toBe('missing')
    expect(await testLibraryAccess(library)).toBe('empty')
    writeFileSync(join(library, 'CloudRecordings.db'), 'x')
    expect(await testLibraryAccess(library)).toBe('ok')
    // What cannot be read for whatever reason is closed to us: here, a folder where the database should be.
    rmSync(join(library, 'CloudRecordings.db'))
    mkdirSync(join(library, 'CloudRecordings.db'))
    expect(await testLibraryAccess(library)).toBe('denied')
    expect(voiceMemosFolder('/Users/ada')).toBe('/Users/ada/Library/Group Containers/group.com.apple.VoiceMemos.shared/Recordings')
  })
})
