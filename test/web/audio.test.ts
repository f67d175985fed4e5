import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MemoIdSchema } from '../../src/contract/memos.ts'
import { createAudioSigner } from '../../src/main/web/index.ts'
import { openDoor, temporaryFolder } from './door-fixture.ts'

const MEMO = MemoIdSchema.parse('0123456789abcdef')
const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))

const openWithAudio = async (contentType = 'video/quicktime') => {
  const path = join(await temporaryFolder(), 'memo.qta')
  await writeFile(path, BYTES)
  return { path, ...(await openDoor({ openAudio: async (memoId) => (memoId === MEMO ? { path, contentType } : null) })) }
}

describe('a recording for the player', () => {
  it('comes whole, by its signed address alone, as a type that browsers try', async () => {
    const { origin, audioSigner } = await openWithAudio()
    const answer = await fetch(origin + audioSigner.sign(MEMO))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('audio/mp4')
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(BYTES)
  })

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=990-', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=0-0', 0, 0],
  ])('comes by the range %s', async (range, start, end) => {
    const { origin, audioSigner } = await openWithAudio()
    const answer = await fetch(origin + audioSigner.sign(MEMO), { headers: { range } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/1000`)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(BYTES.subarray(start, end + 1))
  })

  it('answers 416 past the end, and the whole to ranges it need not know', async () => {
    const { origin, audioSigner } = await openWithAudio()
    const get = (range: string, more: Record<string, string> = {}) => fetch(origin + audioSigner.sign(MEMO), { headers: { range, ...more } })
    expect((await get('bytes=1000-')).status).toBe(416)
    for (const range of ['bytes=5-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-']) expect((await get(range)).status).toBe(200)
    expect((await get('bytes=0-1', { 'if-range': '"another"' })).status).toBe(200)
  })

  it('is not there for an address that was changed, has run out, or was signed by another start', async () => {
    const { origin, audioSigner } = await openWithAudio()
    const path = audioSigner.sign(MEMO)
    const otherMemo = path.replace(MEMO, 'fedcba9876543210')
    const laterEnd = path.replace(/until=\d/, 'until=9')
    const otherStart = createAudioSigner(() => Date.now()).sign(MEMO)
    const runOut = createAudioSigner(() => 0).sign(MEMO)
    for (const wrong of [otherMemo, laterEnd, otherStart, runOut, `/audio/${MEMO}`, '/audio/..%2f..%2fetc%2fpasswd']) expect((await fetch(origin + wrong)).status).toBe(404)
    let nowMs = 0
    const signer = createAudioSigner(() => nowMs)
    const url = new URL(signer.sign(MEMO), origin)
    expect(signer.verify(url)).toBe(MEMO)
    nowMs = 86_400_001
    expect(signer.verify(url)).toBeNull()
  })

  it('says that the recording is gone when it is, and serves no folder', async () => {
    const folder = await temporaryFolder()
    for (const path of [join(folder, 'gone.m4a'), folder]) {
      const { origin, audioSigner } = await openDoor({ openAudio: async () => ({ path, contentType: 'audio/mp4' }) })
      const answer = await fetch(origin + audioSigner.sign(MEMO))
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'FILE_GONE' })
    }
  })
})
