import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MemoId } from '../../../src/contract/memos.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { DescribeTranscript } from '../../../src/main/core/describe/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'
import { createMemoNotes } from '../../../src/main/core/notes/index.ts'
import type { Vault } from '../../../src/main/core/ports/index.ts'
import { fakeModel } from '../../fakes/voices.ts'
import type { Host, Place } from './rig.ts'
import { quiet, settled, until, useHosts } from './rig.ts'

const NEVER = new AbortController().signal
const language = fakeModel('gemma', 'language')

describe('a note that nobody edited', () => {
  const { place, start } = useHosts()
  const filed = async (host: Host, names: readonly string[]): Promise<readonly MemoId[]> => {
    await host.memos.add(names.map((name) => place.record(`${name}.m4a`, `voice: ${name} words`)), NEVER)
    await until(() => host.rows().length === names.length && host.rows().every((row) => row.state === 'filed'), host.rows)
    return names.map((name) => host.rows().find((row) => row.fileName === `${name}.m4a`)?.memoId).filter((memoId) => memoId != null)
  }
  const atRest = (host: Host): Promise<void> => until(() => settled(host.rows()) && host.store.next('describe', new Set()) === null && host.store.next('refresh', new Set()) === null, host.rows)
  const noteOf = (word: string): string => place.readNotes().find((text) => text.includes(`${word} words`)) ?? ''
  const loseState = (): void => {
    for (const name of readdirSync(place.state)) rmSync(join(place.state, name), { recursive: true })
  }

  it('is still ours after the state folder was lost: summed up and moved, where an edited one is left alone', async () => {
    const first = start()
    await filed(first, ['alpha', 'beta'])
    await first.close()
    const edited = place.notes().find((name) => name.includes('beta')) ?? ''
    appendFileSync(join(place.vault, edited), 'Mine.\n')
    const theirs = readFileSync(join(place.vault, edited), 'utf8')
    loseState()
    const second = start({ models: { language }, settings: SettingsSchema.parse({ memos: { restSeconds: 0, folders: [{ tag: 'test', folder: 'Work' }] } }) })
    await until(() => second.rows().length === 2)
    await atRest(second)
    expect(readFileSync(join(place.vault, edited), 'utf8')).toBe(theirs)
    expect(place.notes().find((name) => name.includes('alpha'))).toMatch(/^Work\//)
    const text = noteOf('alpha')
    expect(text).toContain('It says: alpha words')
    // What the note knew and the new state folder did not is still in it.
    expect(text).toContain(`audio: "${join(place.recordings, 'alpha.m4a')}"`)
    expect(text).toContain('source: drop')
  })

  it('brings back rows that play, with titles, versions and doubts, after the state folder was lost', async () => {
    const first = start()
    const [memoId] = await filed(first, ['alpha'])
    if (!memoId) throw new Error('no memo')
    const before = await first.memos.get(memoId)
    await first.close()
    loseState()
    const second = start()
    await until(() => second.rows().length === 1)
    await until(() => second.store.byMemo(memoId)?.path !== null)
    const after = await second.memos.get(memoId)
    expect(after).toMatchObject({ audioPath: before.audioPath, versions: before.versions, edited: false, notePath: before.notePath })
    expect(after.row).toMatchObject({ title: before.row.title, state: 'filed', source: 'drop', fileName: 'alpha.m4a', durationSeconds: before.row.durationSeconds, recordedAt: before.row.recordedAt })
    expect((await second.memos.openAudio(memoId, NEVER))?.path).toBe(join(place.recordings, 'alpha.m4a'))
  })

  it('comes back though it did not change, when the store has lost its memo', async () => {
    const first = start()
    const [memoId] = await filed(first, ['alpha'])
    if (!memoId) throw new Error('no memo')
    // As a minute later: the note is no longer too fresh to be known by its stamp.
    for await (const _ of createMemoNotes({ vault: laterVault(place), index: first.store.noteIndex(place.vault) }).scan(NEVER)) continue
    const entry = first.store.byMemo(memoId)
    await first.memos.close()
    rmSync(join(place.recordings, 'alpha.m4a'))
    first.store.remove(entry?.entryId ?? 0)
    const stamp = first.store.noteIndex(place.vault).at(entry?.notePath ?? '')?.stamp
    await first.close()
    expect(stamp).toMatch(/^\d+:/)
    const second = start()
    await until(() => second.rows().length === 1)
    expect(second.store.byMemo(memoId)?.notePath).toBe(entry?.notePath)
  })

  it('does not take another recording of the same name for its own after the state folder was lost', async () => {
    const first = start()
    const [memoId] = await filed(first, ['alpha'])
    if (!memoId) throw new Error('no memo')
    await first.close()
    loseState()
    place.record('alpha.m4a', 'voice: something else')
    const second = start()
    await until(() => second.rows().length === 1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect((await second.memos.get(memoId)).audioPath).toBeNull()
  })

  it('keeps its own words when the language model says nothing that makes sense', async () => {
    const nonsense: DescribeTranscript = async () => ({ title: '', summary: '', actions: [], tags: [] })
    const host = start({ models: { language }, deps: { describe: nonsense } })
    const [memoId] = await filed(host, ['alpha'])
    await atRest(host)
    expect(host.rows()[0]).toMatchObject({ title: 'alpha words', line: 'alpha words' })
    expect(memoId && (await host.memos.get(memoId)).summary).toBeNull()
    expect(host.store.next('describe', new Set())).toBeNull()
  })

  it('moves by a rule once its tag is known, unless the person moved it; its words stay readable and it takes new versions', async () => {
    const settings = SettingsSchema.parse({ memos: { restSeconds: 0, folders: [{ tag: '#Test', folder: 'Work/Notes' }] } })
    const host = start({ settings })
    const [alpha, beta] = await filed(host, ['alpha', 'beta'])
    if (!alpha || !beta) throw new Error('no memo')
    const betaNote = place.notes().find((name) => name.includes('beta')) ?? ''
    mkdirSync(join(place.vault, 'Mine'))
    renameSync(join(place.vault, betaNote), join(place.vault, 'Mine/My own name.md'))
    host.setModels({ language })
    await atRest(host)
    const notes = place.notes()
    expect(notes).toHaveLength(2)
    expect(notes).toContain('Mine/My own name.md')
    expect(notes.find((name) => name !== 'Mine/My own name.md')).toMatch(/^Work\/Notes\/.* About alpha\.md$/)
    expect(noteOf('beta')).toContain('It says: beta words')
    expect(await host.memos.get(alpha)).toMatchObject({ notePath: notes.find((name) => name.startsWith('Work')), edited: false })
    for (const memoId of [alpha, beta]) {
      const [version] = (await host.memos.get(memoId)).versions
      if (!version) throw new Error('no version')
      expect((await host.memos.transcript(memoId, version.versionId)).segments).toHaveLength(2)
      host.memos.transcribeAgain(memoId, { model: 'whisper-b' })
    }
    await atRest(host)
    await until(() => noteOf('alpha').includes('model: whisper-b') && noteOf('beta').includes('model: whisper-b'), place.readNotes)
    expect(place.notes()).toHaveLength(2)
  })

  it('is filed in the default folder when a rule leads out of the vault over a link', async () => {
    symlinkSync(place.recordings, join(place.vault, 'Out'))
    const host = start({ settings: SettingsSchema.parse({ memos: { restSeconds: 0, folders: [{ titleContains: 'alpha', folder: 'Out' }] } }) })
    await filed(host, ['alpha'])
    expect(place.notes()[0]).toMatch(/^Memos\/\d{4}\/\d{2}\//)
    expect(readdirSync(place.recordings)).toEqual(['alpha.m4a'])
  })
})

const laterVault = (place: Place): Vault => createVaultFs({ path: place.vault, wasUsed: () => true, log: quiet, now: () => Date.now() + 60_000 })
