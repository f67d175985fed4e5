import { rmSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createFakeSpeech, fakeModel } from '../../fakes/voices.ts'
import type { Host } from './rig.ts'
import { settled, until, useHosts } from './rig.ts'

const NEVER = new AbortController().signal

describe('memos', () => {
  const { place, start } = useHosts()
  const allFiled = (host: Host) => until(() => host.rows().length > 0 && host.rows().every((row) => row.state === 'filed'), host.rows)

  it('files a dropped recording under its first words', async () => {
    const host = start()
    const path = place.record('one.m4a', 'voice: call the dentist. then buy milk')
    expect(await host.memos.add([path], NEVER)).toEqual({ accepted: 1, skipped: [] })
    await allFiled(host)
    const [row] = host.rows()
    expect(row).toMatchObject({ title: 'call the dentist', line: 'call the dentist. then buy milk', state: 'filed', speech: true, durationSeconds: 6 })
    expect(place.notes()).toHaveLength(1)
    expect(place.readNotes()[0]).toContain('buy milk')
  })

  it('files the same recording under two names once, and says so', async () => {
    const host = start()
    await host.memos.add([place.record('a.m4a', 'voice: same words'), place.record('b.m4a', 'voice: same words')], NEVER)
    await until(() => settled(host.rows()), host.rows)
    expect(host.rows().map((row) => row.state).sort()).toEqual(['filed', 'skipped'])
    expect(host.rows().find((row) => row.state === 'skipped')?.line).toMatch(/^The same recording as “.*”, which is filed once\.$/)
    expect(place.notes()).toHaveLength(1)
  })

  it('waits for a model, and goes on by itself when one arrives', async () => {
    const host = start({ models: { speech: null } })
    await host.memos.add([place.record('a.m4a', 'voice: hello there')], NEVER)
    await until(() => host.rows()[0]?.waitsFor === 'model', host.rows)
    expect(host.rows()[0]).toMatchObject({ state: 'waiting', line: 'Waits for a model that can write it down.' })
    expect(host.memos.list({ limit: 1 }).counts).toMatchObject({ total: 1, needYou: 1, waiting: 0 })
    host.setModels({ speech: fakeModel('whisper-a') })
    await allFiled(host)
  })

  it('skips what is no recording with a sentence, and lists each file in exactly one state', async () => {
    const host = start()
    await host.memos.add([place.record('note.txt', 'hello'), place.record('empty.m4a', ''), place.record('ok.m4a', 'voice: fine'), join(place.recordings, 'missing.m4a')], NEVER).then((added) => {
      expect(added.accepted).toBe(3)
      expect(added.skipped.map(({ problem }) => problem.code)).toEqual(['FILE_GONE'])
    })
    await until(() => settled(host.rows()), host.rows)
    expect(host.rows().map((row) => [row.fileName, row.state, row.line]).sort()).toEqual([
      ['empty.m4a', 'skipped', 'The file is empty.'],
      ['note.txt', 'skipped', 'This is a text file, not a recording.'],
      ['ok.m4a', 'filed', 'fine'],
    ])
    const { total, filed, working, waiting, needYou, skipped, cancelled } = host.memos.list({ limit: 1 }).counts
    expect(filed + working + waiting + needYou + skipped + cancelled).toBe(total)
  })

  it('tries again after an engine died, and gives up on the file at the third time', async () => {
    let deaths = 0
    const speech = createFakeSpeech((words) => {
      if (!words.includes('poison')) return
      deaths += 1
      throw new AppError('ENGINE_CRASHED', 'The engine broke off.')
    })
    const host = start({ deps: { speech } })
    await host.memos.add([place.record('bad.m4a', 'voice: poison'), place.record('good.m4a', 'voice: fine')], NEVER)
    await until(() => settled(host.rows()), host.rows)
    expect(deaths).toBe(3)
    expect(host.rows().find((row) => row.fileName === 'bad.m4a')).toMatchObject({ state: 'failed', problem: { code: 'ENGINE_CRASHED' } })
    expect(host.rows().find((row) => row.fileName === 'good.m4a')?.state).toBe('filed')
  })

  it('keeps the old version when it is written down again, and shows what the person picks', async () => {
    const host = start()
    await host.memos.add([place.record('a.m4a', 'voice: hello there')], NEVER)
    await allFiled(host)
    const memoId = host.rows()[0]?.memoId
    if (!memoId) throw new Error('no memo')
    host.memos.transcribeAgain(memoId, { model: 'whisper-b', language: 'de' })
    await until(() => host.store.versions(memoId).length === 2 && settled(host.rows()))
    expect((await host.memos.get(memoId)).versions.map(({ versionId, model, shown }) => [versionId, model, shown])).toEqual([
      ['1', 'whisper-a', false],
      ['2', 'whisper-b', true],
    ])
    const first = host.store.versions(memoId)[0]
    if (!first) throw new Error('no version')
    await host.memos.showVersion(memoId, first.versionId)
    await until(() => place.readNotes()[0]?.includes('whisper-a') === true)
    expect((await host.memos.get(memoId)).versions.map(({ shown }) => shown)).toEqual([true, false])
    expect(() => host.memos.transcribeAgain(memoId, { model: 'nothing' })).toThrow('The model “nothing” is not on this machine.')
  })

  it('keeps a memo paused over a restart, and resumes at the next window', async () => {
    const seen: string[] = []
    let hold = (): void => {}
    const held = new Promise<void>((resolve) => {
      hold = resolve
    })
    const first = start({
      deps: {
        speech: createFakeSpeech(async (words) => {
          seen.push(words.join(' '))
          if (words.includes('five')) await held
        }),
      },
    })
    await first.memos.add([place.record('a.m4a', 'voice: one two three four five six')], NEVER)
    await until(() => seen.length === 2)
    first.memos.pause()
    hold()
    await until(() => first.rows()[0]?.waitsFor === 'pause', first.rows)
    await first.close()
    const second = start({ deps: { speech: createFakeSpeech((words) => void seen.push(words.join(' '))) } })
    await until(() => second.rows()[0]?.waitsFor === 'pause', second.rows)
    second.memos.resume()
    await allFiled(second)
    expect(seen).toEqual(['one two three four', 'five six', 'five six'])
    expect(place.readNotes()[0]).toContain('six')
  })

  it('describes a filed memo when a language model arrives, and leaves an edited note alone', async () => {
    const host = start()
    await host.memos.add([place.record('a.m4a', 'voice: alpha words'), place.record('b.m4a', 'voice: beta words')], NEVER)
    await allFiled(host)
    const edited = place.notes().find((name) => name.includes('beta'))
    if (!edited) throw new Error('no note')
    const theirs = `${place.readNotes().find((text) => text.includes('beta'))}\nMine.\n`
    writeFileSync(join(place.vault, edited), theirs)
    host.setModels({ language: fakeModel('gemma', 'language') })
    await until(() => host.rows().some((row) => row.title === 'About alpha'), host.rows)
    await until(() => place.readNotes().some((text) => text.includes('Ring the dentist')))
    await until(() => host.store.next('refresh', new Set()) === null && host.store.next('describe', new Set()) === null)
    expect(place.readNotes()).toContain(theirs)
    expect(host.rows().map((row) => row.title).sort()).toEqual(['About alpha', 'beta words'])
  })

  it('knows filed memos again from the vault when the state folder was lost', async () => {
    const first = start()
    const path = place.record('a.m4a', 'voice: hello there')
    await first.memos.add([path], NEVER)
    await allFiled(first)
    await first.close()
    rmSync(join(place.state, 'memos.db'))
    for (const ending of ['-wal', '-shm']) rmSync(join(place.state, `memos.db${ending}`), { force: true })
    const second = start()
    await second.memos.add([path], NEVER)
    await until(() => second.rows().length === 1 && second.rows()[0]?.fileName === 'a.m4a' && second.rows()[0]?.state === 'filed', second.rows)
    expect(place.notes()).toHaveLength(1)
  })

  it('reads a file anew when its content changes after it was filed', async () => {
    const host = start()
    const path = place.record('a.m4a', 'voice: first words')
    await host.memos.add([path], NEVER)
    await allFiled(host)
    writeFileSync(path, 'voice: second words now')
    await host.memos.add([path], NEVER)
    await until(() => host.rows().length === 2 && settled(host.rows()), host.rows)
    expect(host.rows().map((row) => row.line).sort()).toEqual(['first words', 'second words now'])
    expect(place.notes()).toHaveLength(2)
  })

  it('waits while the vault is gone, and files when it is back', async () => {
    const host = start()
    await host.memos.add([place.record('zero.m4a', 'voice: zero')], NEVER)
    await allFiled(host)
    renameSync(place.vault, `${place.vault}-away`)
    await host.memos.add([place.record('a.m4a', 'voice: hello')], NEVER)
    await until(() => host.rows().some((row) => row.waitsFor === 'vault'), host.rows)
    renameSync(`${place.vault}-away`, place.vault)
    await allFiled(host)
    expect(place.notes()).toHaveLength(2)
  })

  it('says how far a damaged recording was filed, and keeps a recording without speech as a note', async () => {
    const host = start()
    await host.memos.add([place.record('hurt.m4a', 'voice: one two BROKEN'), place.record('still.m4a', 'voice:  ')], NEVER)
    await allFiled(host)
    expect(host.rows().find((row) => row.fileName === 'hurt.m4a')).toMatchObject({ damage: 'The recording is damaged after 00:02. What comes before it is filed.' })
    expect(host.rows().find((row) => row.fileName === 'still.m4a')).toMatchObject({ speech: false, line: 'No speech in it. Kept as a note that says so.' })
    expect(place.notes()).toHaveLength(2)
  })

  it('cancels, remembers it over a restart, and takes it up again when asked', async () => {
    const first = start({ models: { speech: null } })
    await first.memos.add([place.record('a.m4a', 'voice: hello')], NEVER)
    await until(() => first.rows()[0]?.waitsFor === 'model')
    first.memos.cancel(first.rows()[0]?.rowId ?? '')
    await first.close()
    const second = start()
    expect(second.rows()[0]?.state).toBe('cancelled')
    second.memos.retry(second.rows()[0]?.rowId ?? '')
    await allFiled(second)
  })

  it('writes a file down for the command line, with and without a note', async () => {
    const host = start()
    const path = place.record('a.m4a', 'voice: hello there')
    const read = async (file: boolean) => (await collect(host.memos.transcribeFile({ path, file }, NEVER))).at(-1)
    expect(await read(false)).toMatchObject({ type: 'result', result: { ok: true, text: 'hello there', engine: 'whisper.cpp' } })
    expect(host.rows()).toEqual([])
    expect(place.files()).toEqual([])
    const filed = await read(true)
    expect(filed).toMatchObject({ type: 'result', result: { ok: true, text: 'hello there', note: expect.stringContaining(place.vault) } })
    expect(await read(true)).toMatchObject({ type: 'result', result: { ok: true, text: 'hello there' } })
    expect(place.notes()).toHaveLength(1)
  })

  it('writes down what is spoken into a microphone while a memo is being written down', async () => {
    const memo = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const host = start({
      deps: {
        speech: createFakeSpeech((words) => {
          if (!words.includes('long')) return
          started.resolve()
          return memo.promise
        }),
      },
    })
    await host.memos.add([place.record('a.m4a', 'voice: a long walk')], NEVER)
    await started.promise
    const spoken = await collect(host.memos.transcribeFile({ path: place.record('b.m4a', 'voice: a word'), file: false }, NEVER))
    expect(spoken.at(-1)).toMatchObject({ type: 'result', result: { text: 'a word' } })
    expect(host.rows()[0]?.state).toBe('working')
    memo.resolve()
    await allFiled(host)
  })

  it('keeps a recording uploaded by a browser once, and its audio can be heard', async () => {
    const host = start()
    const upload = (name: string) => host.memos.receiveUpload({ name, modifiedMs: 1_700_000_000_000, body: (async function* () { yield Buffer.from('voice: from the page') })(), signal: NEVER })
    const first = await upload('memo.m4a')
    await allFiled(host)
    expect(await upload('again.m4a')).toEqual({ rowId: first.rowId, duplicate: true })
    expect(place.files().filter((name) => name.startsWith('Memos/Audio'))).toHaveLength(1)
    const memoId = host.rows()[0]?.memoId
    expect(memoId && (await host.memos.openAudio(memoId, NEVER))?.path).toContain('Memos/Audio/2023/memo.m4a')
    await expect(host.memos.receiveUpload({ name: 'x.txt', modifiedMs: null, body: (async function* () { yield Buffer.from('no') })(), signal: NEVER })).rejects.toMatchObject({ code: 'NOT_AUDIO' })
    expect(place.files().filter((name) => name.startsWith('Memos/Audio'))).toHaveLength(1)
  })
})

const collect = async <T>(stream: AsyncIterable<T>): Promise<readonly T[]> => {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}
