import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDecoder } from '../../src/main/adapters/decoder/index.ts'
import type { Decoder } from '../../src/main/core/ports/index.ts'
import { cannotRecord, cut, record, wavBytes } from './recordings.ts'

const STAND_IN = fileURLToPath(new URL('../fakes/macos', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'decoder-'))
const tempFolder = join(folder, 'temp')
const pcmPath = join(folder, 'out.pcm')
const never = new AbortController().signal
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  mkdirSync(tempFolder)
  if (cannotRecord) return
  record(at('tone.m4a'), 40, ['-c:a', 'aac', '-movflags', '+faststart'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const decoders: readonly (readonly [string, Decoder])[] = [
  ['ffmpeg', createDecoder({ platform: 'linux', pathVariable: process.env['PATH'], tempFolder })],
  // Apple's program cannot run here: a stand-in answers to its command line.
  ['afconvert', createDecoder({ platform: 'darwin', pathVariable: `${STAND_IN}${delimiter}${process.env['PATH'] ?? ''}`, tempFolder })],
]

describe.each(decoders)('a decoder (%s)', (name, decoder) => {
  const decode = (path: string, options: { readonly maxSeconds?: number; readonly signal?: AbortSignal; readonly onSamples?: (samples: Int16Array) => void } = {}) =>
    decoder.decode({ path, pcmPath, maxSeconds: 3600, signal: never, ...options })

  it.skipIf(cannotRecord)('writes 16 kHz mono PCM and hands the same samples on in order', async () => {
    const seen: Buffer[] = []
    const decoded = await decode(at('tone.m4a'), { onSamples: (samples) => seen.push(Buffer.from(Int16Array.from(samples).buffer)) })
    expect(decoded).toMatchObject({ decoder: name, damagedAfterSeconds: null })
    expect(decoded.sampleCount / 16_000).toBeCloseTo(40, 1)
    const pcm = readFileSync(pcmPath)
    expect(pcm.length).toBe(decoded.sampleCount * 2)
    expect(Buffer.concat(seen).equals(pcm)).toBe(true)
    expect(readdirSync(tempFolder)).toEqual([])
  })

  it.skipIf(cannotRecord)('keeps what comes before the damage and says where it begins', async () => {
    const decoded = await decode(cut(at('tone.m4a'), at('cut.m4a'), 0.3))
    expect(decoded.damagedAfterSeconds).toBeCloseTo(decoded.sampleCount / 16_000, 3)
    expect(decoded.damagedAfterSeconds).toBeGreaterThan(10)
    expect(decoded.damagedAfterSeconds).toBeLessThan(13)
  })

  it.skipIf(cannotRecord)('refuses what is longer than the limit and leaves no file', async () => {
    await expect(decode(at('tone.m4a'), { maxSeconds: 10 })).rejects.toMatchObject({ code: 'TOO_LONG' })
    rmSync(pcmPath, { force: true })
    await expect(decode(at('tone.m4a'), { maxSeconds: 10 })).rejects.toMatchObject({ code: 'TOO_LONG' })
    expect(existsSync(pcmPath)).toBe(false)
  })

  it.skipIf(cannotRecord)('ends with the abort and leaves nothing behind', async () => {
    const abort = new AbortController()
    const long = record(at('long.wav'), 1200, ['-ar', '8000'])
    const run = decode(long, { signal: abort.signal, onSamples: () => abort.abort() })
    if (name === 'afconvert') abort.abort()
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(existsSync(pcmPath)).toBe(false)
    expect(readdirSync(tempFolder)).toEqual([])
    rmSync(long)
  })

  it.skipIf(cannotRecord).each(['-dash.m4a', 'with:colon.m4a', 'line\nbreak.m4a', 'https:!example.m4a', '😀 %d.m4a', `${'ü'.repeat(125)}.m4a`])('opens a file called %j', async (fileName) => {
    const path = record(at('odd.m4a'), 1)
    const named = join(folder, fileName)
    writeFileSync(named, readFileSync(path))
    expect((await decode(named)).sampleCount).toBeGreaterThan(15_000)
  })

  it.skipIf(cannotRecord).each([
    ['EMPTY_FILE', '', 'an empty file'],
    ['NOT_AUDIO', 'Milk, bread, eggs.\n', 'a text file'],
    ['NOT_AUDIO', '#EXTM3U\n#EXTINF:10,\n/etc/passwd\n', 'a playlist'],
    ['NOT_AUDIO', 'ffconcat version 1.0\nfile tone.m4a\n', 'a list of other files'],
  ])('says %s of %j', async (code, content) => {
    writeFileSync(at('text.m4a'), content)
    await expect(decode(at('text.m4a'))).rejects.toMatchObject({ code })
  })

  it('says that a file is gone, and that a folder is no recording', async () => {
    await expect(decode(at('nowhere.m4a'))).rejects.toMatchObject({ code: 'FILE_GONE' })
    await expect(decode(folder)).rejects.toMatchObject({ code: 'NOT_AUDIO' })
  })

  it.skipIf(cannotRecord)('says that a recording of no samples, or of no sample rate, has nothing in it, and takes one of a single sample', async () => {
    writeFileSync(at('none.wav'), wavBytes(0, 16_000))
    await expect(decode(at('none.wav'))).rejects.toMatchObject({ code: expect.stringMatching(/^(EMPTY_FILE|DAMAGED)$/) })
    writeFileSync(at('zero-hertz.wav'), wavBytes(1000, 0))
    await expect(decode(at('zero-hertz.wav'))).rejects.toMatchObject({ name: 'AppError' })
    writeFileSync(at('one.wav'), wavBytes(1, 16_000))
    expect((await decode(at('one.wav'))).sampleCount).toBe(1)
  })

  it.skipIf(cannotRecord)('says that a video holds no sound', async () => {
    await expect(decode(record(at('film.mp4'), 1, ['-c:v', 'mpeg4'], 'testsrc=size=64x64'))).rejects.toMatchObject({ code: 'NO_AUDIO_TRACK' })
  })

  it('tells what it is', async () => {
    if (!cannotRecord) expect(await decoder.describe(never)).toMatchObject({ name })
  })
})

describe('decoding by what is installed', () => {
  it.skipIf(cannotRecord)('gives ffmpeg what afconvert refuses', async () => {
    const decoded = await decoders[1]![1].decode({ path: record(at('refused.ogg'), 2), pcmPath, maxSeconds: 60, signal: never })
    expect(decoded.decoder).toBe('ffmpeg')
    expect(statSync(pcmPath).size).toBe(decoded.sampleCount * 2)
  })
})
