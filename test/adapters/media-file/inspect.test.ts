import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createMediaInspector } from '../../../src/main/adapters/media-file/index.ts'
import { cannotRecord, cut, record, replaceBytes, wavBytes } from '../../ports/recordings.ts'
import { missing, shared } from '../../shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'inspect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)
const inspect = (path: string) => createMediaInspector().inspect(path, AbortSignal.timeout(20_000))
const write = (bytes: string | Buffer): string => {
  writeFileSync(at('made.m4a'), bytes)
  return at('made.m4a')
}

const box = (type: string, ...content: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  const header = Buffer.alloc(8)
  header.writeUInt32BE(body.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}
const zeros = (count: number): Buffer => Buffer.alloc(count)
const number = (value: number): Buffer => {
  const bytes = zeros(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const soundTrack = (codec = 'mp4a', ...more: readonly Buffer[]): Buffer =>
  box('trak', box('mdia', box('hdlr', zeros(8), 'soun', zeros(12)), box('minf', box('stbl', box('stsd', zeros(7), Buffer.from([1]), number(36), codec, zeros(28))))), ...more)
const item = (type: string | Buffer, value: string): Buffer => {
  const made = box('____', box('data', number(1), zeros(4), value))
  made.set(typeof type === 'string' ? Buffer.from(type, 'latin1') : type, 4)
  return made
}
const movie = (...content: readonly Buffer[]): Buffer => Buffer.concat([box('ftyp', 'M4A ', zeros(4)), box('moov', ...content)])

describe('containers', () => {
  it.skipIf(cannotRecord).each([
    ['a.m4a', 'mp4', ['-c:a', 'aac']],
    ['b.m4a', 'mp4', ['-c:a', 'alac']],
    ['a.mov', 'quicktime', ['-c:a', 'aac']],
    ['a.caf', 'caf', []],
    ['a.wav', 'wav', []],
    ['a.aiff', 'aiff', []],
    ['a.mp3', 'mp3', []],
    ['b.mp3', 'mp3', ['-id3v2_version', '0']],
    ['a.aac', 'aac', []],
    ['a.flac', 'flac', []],
    ['a.opus', 'ogg', []],
    ['a.webm', 'webm', []],
  ])('knows %s as %s under any name', async (name, container, args) => {
    record(at(name), 2, args)
    const facts = await inspect(write(readFileSync(at(name))))
    expect(facts.container).toBe(container)
    if (facts.durationSeconds !== null) expect(facts.durationSeconds).toBeCloseTo(2, 1)
  })

  it.skipIf(cannotRecord)('reads titles of mp3, wav and m4a', async () => {
    for (const name of ['t.mp3', 't.wav', 't.m4a']) expect((await inspect(record(at(name), 1, ['-metadata', 'title=Call the dentist 🦷']))).title).toBe('Call the dentist 🦷')
  })
})

describe('what a recording says of itself', () => {
  it('reads the QuickTime keys: when, on what, and Apple’s transcript', async () => {
    const keys = ['com.apple.quicktime.creationdate', 'com.apple.quicktime.software', 'com.apple.quicktime.title', 'com.apple.VoiceMemos.tsrp']
    const transcript = JSON.stringify({ attributedString: ['Hello', { timeRange: [0.5, 1] }, ' there.', { timeRange: [1, 1.5] }], locale: { identifier: 'de_DE' } })
    const values = ['2026-11-22T14:32:05+0100', 'com.apple.VoiceMemos (iPad Version 26.4 (Build 23E246))', 'A walk', transcript]
    const meta = box('meta', box('hdlr', zeros(8), 'mdta', zeros(12)), box('keys', zeros(4), number(keys.length), ...keys.map((key) => box('mdta', key))), box('ilst', ...values.map((value, index) => item(number(index + 1), value))))
    expect(await inspect(write(movie(soundTrack(), meta)))).toMatchObject({
      recordedAt: '2026-11-22T14:32:05+01:00',
      device: 'iPad',
      title: 'A walk',
      appleTranscript: { language: 'de-DE', segments: [{ startSeconds: 0.5, endSeconds: 1.5, text: 'Hello there.', words: [{ text: 'Hello' }, { text: 'there.' }] }] },
    })
  })

  it.skipIf(missing('audio/voice-memos-library'))('reads Apple’s transcript in the shape of 2026 and in the older one', async () => {
    const library = shared('audio/voice-memos-library/Recordings/')
    expect(await inspect(`${library}20261103 091500-1A2B3C4D.m4a`)).toMatchObject({ title: 'Dentist', appleTranscript: { language: 'en-US', segments: [{ startSeconds: 0.4, endSeconds: 3.88, text: 'We need orange juice, onions, apples, and cheese.' }] } })
    const older = await inspect(`${library}20261105 070000-9C0D1E2F.m4a`)
    expect(older.appleTranscript?.segments.map((segment) => segment.text)).toEqual(['We need bananas, lemons, and flour.', 'Do not forget to pay the electric bill after work.'])
  })

  it.each([
    ['cut', '{"attributedString":["Hel'],
    ['of another shape', '{"attributedString":{"words":["Hello"]},"locale":{"identifier":"en"}}'],
    ['pointing outside its table', '{"attributedString":{"attributeTable":[],"runs":["Hello",7]},"locale":{"identifier":"en"}}'],
    ['running backwards', '{"attributedString":["a",{"timeRange":[5,6]},"b",{"timeRange":[1,2]}],"locale":{"identifier":"en"}}'],
    ['ending before it starts', '{"attributedString":["a",{"timeRange":[5,1]}],"locale":{"identifier":"en"}}'],
    ['in no language', '{"attributedString":["a",{"timeRange":[1,2]}],"locale":{"identifier":"🦷"}}'],
  ])('takes no transcript that is %s', async (_, json) => {
    expect((await inspect(write(movie(soundTrack('mp4a', box('udta', box('tsrp', json))))))).appleTranscript).toBeNull()
  })
})

describe('what is no recording', () => {
  const code = async (path: string): Promise<string> => {
    try {
      await inspect(path)
      return 'fine'
    } catch (error) {
      return error instanceof AppError ? error.code : String(error)
    }
  }

  it('gets a sentence of its own', async () => {
    expect(await code(write(''))).toBe('EMPTY_FILE')
    expect(await code(at('nowhere'))).toBe('FILE_GONE')
    expect(await code(folder)).toBe('NOT_AUDIO')
    expect(await code(write('Milk, bread, eggs.'))).toBe('NOT_AUDIO')
    expect(await code(write('#EXTM3U\nhttps://example.org/a.m3u8\n'))).toBe('NOT_AUDIO')
    expect(await code(write(Buffer.from('\ufeffMilk', 'utf16le')))).toBe('NOT_AUDIO')
    expect(await code(write(zeros(100_000)))).toBe('DAMAGED')
    expect(await code(write(box('ftyp', 'M4A ')))).toBe('DAMAGED')
    expect(await code(write(movie()))).toBe('NO_AUDIO_TRACK')
    for (const codec of ['drms', 'enca', 'aavd']) expect(await code(write(movie(soundTrack(codec))))).toBe('ENCRYPTED')
    expect(await code(write(movie(soundTrack('drms'), soundTrack())))).toBe('fine')
  })

  it('has no length when its sample rate is 0', async () => {
    expect((await inspect(write(wavBytes(100, 0)))).durationSeconds).toBeNull()
  })

  it.skipIf(cannotRecord)('is told of a video without sound, an encrypted file and one that was cut', async () => {
    expect(await code(record(at('film.mp4'), 1, ['-c:v', 'mpeg4'], 'testsrc=size=64x64'))).toBe('NO_AUDIO_TRACK')
    record(at('plain.m4a'), 2, ['-c:a', 'aac'])
    expect(await code(replaceBytes(at('plain.m4a'), at('locked.m4a'), 'mp4a', 'drms'))).toBe('ENCRYPTED')
    expect(await code(cut(at('plain.m4a'), at('cut.m4a'), 0.5))).toBe('DAMAGED')
  })
})

describe('hostile files', () => {
  it('that hold a million boxes, or boxes within boxes, are given up in no time', async () => {
    // Processor time: how long the clock runs depends on who else is at work.
    const before = process.cpuUsage()
    const many = write(Buffer.concat([box('ftyp', 'M4A '), ...Array.from({ length: 200_000 }, () => box('free'))]))
    await expect(inspect(many)).rejects.toMatchObject({ code: 'DAMAGED' })
    let nested = box('udta')
    for (let depth = 0; depth < 10_000; depth++) nested = depth % 2 ? box('udta', nested) : box('meta', nested)
    await expect(inspect(write(movie(nested)))).rejects.toBeInstanceOf(AppError)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(5000)
  })

  it.skipIf(missing('audio/voice-memos-library'))('made from a real one by any changes of bytes end in facts or in a sentence', async () => {
    const original = readFileSync(shared('audio/voice-memos-library/Recordings/20261103 091500-1A2B3C4D.m4a'))
    const indexStart = original.indexOf('moov', 0, 'latin1') - 4
    const change = fc.record({ at: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: indexStart, max: original.length - 1 })), value: fc.oneof(fc.constantFrom(0, 1, 255), fc.nat(255)) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), fc.option(fc.integer({ min: 0, max: original.length })), async (changes, length) => {
        const bytes = Buffer.from(original)
        for (const { at: offset, value } of changes) bytes[offset] = value
        const facts = await inspect(write(bytes.subarray(0, length ?? bytes.length))).catch((error: unknown) => error)
        expect(facts instanceof AppError || !(facts instanceof Error)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})
