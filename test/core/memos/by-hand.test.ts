import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MemoId } from '../../../src/contract/memos.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { Speech } from '../../../src/main/core/speech/index.ts'
import { createFakeSpeech } from '../../fakes/voices.ts'
import type { Host, HostOptions, Place } from './rig.ts'
import { createPlace, settled, startHost, until } from './rig.ts'

const NEVER = new AbortController().signal

/** Every word with an `x` in it is doubtful. */
const doubting = (): Speech => {
  const speech = createFakeSpeech()
  return {
    ...speech,
    assemble: (windows, spans) => {
      const whole = speech.assemble(windows, spans)
      const segments = whole.segments.map((segment) => (segment.text.includes('x') ? { ...segment, doubtful: ['pace' as const] } : segment))
      return { ...whole, segments, doubts: segments.filter((segment) => 'doubtful' in segment) as unknown as typeof whole.doubts }
    },
  }
}

describe('what the person decides by hand', () => {
  let place: Place
  let host: Host | null = null
  const start = (options?: HostOptions): Host => (host = startHost(place, options))
  beforeEach(() => {
    place = createPlace()
  })
  afterEach(async () => {
    await host?.close()
    place.remove()
  })
  const filed = async (on: Host, words: string): Promise<MemoId> => {
    await on.memos.add([place.record('a.m4a', `voice: ${words}`)], NEVER)
    await until(() => on.rows()[0]?.state === 'filed', on.rows)
    const memoId = on.rows()[0]?.memoId
    if (!memoId) throw new Error('no memo')
    return memoId
  }

  it('takes the mark from words that were confirmed, in the list, in the version and in the note', async () => {
    const on = start({ deps: { speech: doubting() } })
    const memoId = await filed(on, 'one taxi six')
    expect(on.rows()[0]?.doubtCount).toBe(2)
    expect(place.readNotes()[0]).toContain('==taxi==')
    const versionId = (await on.memos.get(memoId)).versions[0]?.versionId
    if (!versionId) throw new Error('no version')
    await on.memos.confirmSegment(memoId, versionId, 1)
    expect(on.rows()[0]?.doubtCount).toBe(1)
    expect((await on.memos.get(memoId)).versions[0]?.doubtCount).toBe(1)
    expect((await on.memos.transcript(memoId, versionId)).segments[1]).toMatchObject({ text: 'taxi', confirmed: true })
    await until(() => !place.readNotes()[0]?.includes('==taxi=='), place.readNotes)
    expect(place.readNotes()[0]).toContain('==six==')
    await expect(on.memos.confirmSegment(memoId, versionId, 99)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps showing the version that was picked when another is made', async () => {
    const on = start()
    const memoId = await filed(on, 'hello there')
    const [first] = (await on.memos.get(memoId)).versions
    if (!first) throw new Error('no version')
    await on.memos.showVersion(memoId, first.versionId)
    on.memos.transcribeAgain(memoId, { model: 'whisper-b' })
    await until(() => on.store.versions(memoId).length === 2 && settled(on.rows()), on.rows)
    expect((await on.memos.get(memoId)).versions.map(({ model, shown }) => [model, shown])).toEqual([
      ['whisper-a', true],
      ['whisper-b', false],
    ])
  })

  it('lists what iCloud still holds in a watched folder, and writes it down when it comes', async () => {
    const folder = join(place.root, 'Watched')
    mkdirSync(folder)
    writeFileSync(join(folder, '.Lecture.m4a.icloud'), '')
    const on = start({ settings: SettingsSchema.parse({ memos: { restSeconds: 0, watch: [folder] } }) })
    await until(() => on.rows().length === 1, on.rows)
    expect(on.rows()[0]).toMatchObject({ fileName: 'Lecture.m4a', state: 'waiting', waitsFor: 'download' })
    expect(on.memos.folders()).toMatchObject([{ kind: 'folder', inCloud: 1, here: 0 }])
    writeFileSync(join(folder, 'Lecture.m4a'), 'voice: the lecture')
    rmSync(join(folder, '.Lecture.m4a.icloud'))
    await until(() => on.rows().length === 1 && on.rows()[0]?.state === 'filed', on.rows)
    expect(on.rows()[0]?.line).toBe('the lecture')
  })

  it('says how far a file of plain samples goes that is shorter than it says, also when it is written down again', async () => {
    const on = start({
      deps: { inspector: { inspect: async () => ({ container: 'wav', title: null, recordedAt: null, device: null, durationSeconds: 10, appleTranscript: null }) } },
    })
    const memoId = await filed(on, 'one two three')
    expect(on.rows()[0]?.damage).toBe('The recording is damaged after 00:03. What comes before it is filed.')
    on.memos.transcribeAgain(memoId, {})
    await until(() => on.store.versions(memoId).length === 2 && settled(on.rows()), on.rows)
    expect(on.rows()[0]?.damage).toBe('The recording is damaged after 00:03. What comes before it is filed.')
  })
})
