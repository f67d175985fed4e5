import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { afconvertArgs, parseAfconvertError, parseAfinfoSeconds } from '../../../src/main/adapters/decoder/afconvert-words.ts'
import { createFfmpegDecoder } from '../../../src/main/adapters/decoder/ffmpeg.ts'
import { findCommand } from '../../../src/main/adapters/decoder/find-command.ts'
import { cannotRecord, cut, record, replaceBytes } from '../../ports/recordings.ts'

const folder = mkdtempSync(join(tmpdir(), 'ffmpeg-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)
const signal = new AbortController().signal
const command = (await findCommand('ffmpeg', process.env['PATH'])) ?? 'ffmpeg'
const decode = (path: string, options: { readonly pcmPath?: string; readonly program?: string; readonly onSamples?: () => void } = {}) =>
  createFfmpegDecoder({ command: options.program ?? command, reserveBytes: 0 }).decode({
    path,
    pcmPath: options.pcmPath ?? at('out.pcm'),
    maxSeconds: 10 * 3600,
    signal,
    ...(options.onSamples ? { onSamples: options.onSamples } : {}),
  })

describe.skipIf(cannotRecord)('decoding with ffmpeg', () => {
  it('does not fill in silence for an end that is lost, and puts it only where the middle is', async () => {
    const whole = record(at('whole.m4a'), 40, ['-c:a', 'aac', '-movflags', '+faststart'])
    const zeroed = await decode(cut(whole, at('zeroed.m4a'), 0.3, true))
    expect(zeroed.sampleCount / 16_000).toBeLessThan(13)
    expect(zeroed.damagedAfterSeconds).toBeCloseTo(zeroed.sampleCount / 16_000, 3)
    const bytes = readFileSync(whole)
    writeFileSync(at('holed.m4a'), bytes.fill(0, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.5)))
    const holed = await decode(at('holed.m4a'))
    expect(holed.sampleCount / 16_000).toBeCloseTo(40, 1)
    expect(holed.damagedAfterSeconds).toBeLessThan(13)
    expect(holed.damagedAfterSeconds).not.toBeNull()
  })

  it.each(['mp3', 'flac', 'aac', 'webm', 'aiff'])('says that the end of a cut %s is missing', async (ending) => {
    const decoded = await decode(cut(record(at(`whole.${ending}`), 20), at(`cut.${ending}`), 0.5))
    expect(decoded.damagedAfterSeconds).toBeGreaterThan(8)
    expect(decoded.damagedAfterSeconds).toBeLessThan(12)
  })

  it('takes the first track that it can decode', async () => {
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=440:duration=2', '-f', 'lavfi', '-i', 'sine=880:duration=3', '-map', '0', '-map', '1', '-c:a:0', 'alac', '-c:a:1', 'aac', at('two.mov')])
    const decoded = await decode(replaceBytes(at('two.mov'), at('spatial.qta'), 'alac', 'apac'))
    expect(decoded.sampleCount / 16_000).toBeCloseTo(3, 1)
  })

  it('says that a protected recording is encrypted', async () => {
    await expect(decode(replaceBytes(record(at('p.m4a'), 1, ['-c:a', 'aac']), at('drms.m4a'), 'mp4a', 'drms'))).rejects.toMatchObject({ code: 'ENCRYPTED' })
  })

  it('decodes an hour in the memory of a minute', async () => {
    const minute = readFileSync(record(at('minute-of-an-hour.aac'), 60, ['-ar', '8000', '-b:a', '8k'], 'anullsrc=r=8000:cl=mono'))
    writeFileSync(at('hour.aac'), Buffer.concat(Array.from({ length: 60 }, () => minute)))
    const before = process.memoryUsage().rss
    let peak = 0
    const decoded = await decode(at('hour.aac'), { onSamples: () => void (peak = Math.max(peak, process.memoryUsage.rss())) })
    expect(decoded.sampleCount / 16_000).toBeGreaterThan(3600)
    expect((peak - before) / 1e6).toBeLessThan(60)
    rmSync(at('out.pcm'))
  })

  it('says that the disk is full, and leaves nothing on it', async ({ skip }) => {
    const small = at('small')
    mkdirSync(small)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small], { stdio: 'ignore' })
    } catch {
      return skip('only root can make a small disk')
    }
    try {
      const pcmPath = join(small, 'out.pcm')
      await expect(decode(record(at('minute.m4a'), 60, ['-c:a', 'aac']), { pcmPath })).rejects.toMatchObject({ code: 'DISK_FULL' })
      // Of a length that nobody knows, it shows only while it is written.
      await expect(decode(record(at('minute.aac'), 60), { pcmPath })).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(existsSync(pcmPath)).toBe(false)
    } finally {
      execFileSync('umount', [small])
    }
  })

  it('says so when the decoder crashes before it gave anything', async () => {
    writeFileSync(at('crashing'), '#!/bin/sh\nkill -SEGV $$\n')
    chmodSync(at('crashing'), 0o755)
    await expect(decode(record(at('c.wav'), 1), { program: at('crashing') })).rejects.toMatchObject({ name: 'AppError' })
    await expect(decode(at('c.wav'), { program: at('not-there') })).rejects.toMatchObject({ code: 'DECODER_FAILED' })
  })
})

describe('the words of afconvert', () => {
  it('are built and read', () => {
    expect(afconvertArgs('/a b.m4a', '/t/x.wav')).toEqual(['-f', 'WAVE', '-d', 'LEI16@16000', '-c', '1', '--mix', '/a b.m4a', '/t/x.wav'])
    expect(parseAfinfoSeconds('File:  x\nestimated duration: 40.008 sec\n')).toBe(40.008)
    expect(parseAfinfoSeconds('AudioFileOpen failed')).toBeNull()
    expect(parseAfconvertError("Error: ExtAudioFileOpenURL failed ('typ?')")).toBe('unknown-format')
    expect(parseAfconvertError('Error: ExtAudioFileWrite failed (-34)')).toBe('no-room')
    expect(parseAfconvertError('Error: ExtAudioFileOpenURL failed (-43)')).toBe('gone')
    expect(parseAfconvertError('Error: something new')).toBe('other')
  })
})
