import { expect, it } from 'vitest'
import type { ExportFormat, Segment } from '../../../src/contract/memos.ts'
import { exportTranscript } from '../../../src/main/core/memos/export-transcript.ts'
import { toParagraphs } from '../../../src/main/core/notes/index.ts'

const spoken = 'We walked along the canal for an hour and a half, past the boats that lie there in winter, and then the third chapter was clear to me'
const words = spoken.split(' ').map((text, index) => ({ text: ` ${text}`, startSeconds: 3700 + index * 0.5, endSeconds: 3700.4 + index * 0.5 }))
const segments: readonly Segment[] = [
  { startSeconds: 0.5, endSeconds: 2, text: ' Short one --> with <b>marks</b> & more.' },
  { startSeconds: 3, endSeconds: 4, text: '  \n ' },
  { startSeconds: 3700, endSeconds: 3716, text: ` ${spoken}`, words },
  { startSeconds: 3720, endSeconds: 3740, text: '字'.repeat(200) },
]
const exported = (format: ExportFormat): string =>
  exportTranscript(
    {
      memo: { title: 'A walk', recordedAt: '2026-11-22T14:32:00+01:00', durationSeconds: 3750 },
      version: { engine: 'whisper.cpp', model: 'ggml-base', demo: false, language: 'en', madeAt: '2026-11-22T15:00:00+01:00' },
      segments,
      paragraphs: toParagraphs(segments),
    },
    format,
  )

/** Reads subtitles as a player does: blocks apart by empty lines, a time line, then text. */
const parse = (text: string, mark: ',' | '.') =>
  text.split(/\n\n+/).filter((block) => block.trim() !== '' && !block.startsWith('WEBVTT')).map((block) => {
    const lines = block.trimEnd().split('\n')
    if (mark === ',') expect(lines.shift()).toMatch(/^\d+$/)
    const time = new RegExp(`^(\\d\\d):(\\d\\d):(\\d\\d\\${mark}\\d{3}) --> (\\d\\d):(\\d\\d):(\\d\\d\\${mark}\\d{3})$`).exec(lines.shift() ?? '')
    if (!time) throw new Error(`no times in ${block}`)
    const seconds = (at: number): number => Number(time[at]) * 3600 + Number(time[at + 1]) * 60 + Number(time[at + 2]?.replace(',', '.'))
    return { start: seconds(1), end: seconds(4), lines }
  })

it.each(['srt', 'vtt'] as const)('gives %s whose subtitles can be read: two lines at most, in order, at the times of their words', (format) => {
  const cues = parse(exported(format), format === 'srt' ? ',' : '.')
  const unescape = (line: string): string => (format === 'srt' ? line : line.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
  for (const { start, end, lines } of cues) {
    expect(end).toBeGreaterThan(start)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThanOrEqual(2)
    for (const line of lines) expect(unescape(line).length).toBeLessThanOrEqual(42)
  }
  expect(cues.map(({ start }) => start)).toEqual(cues.map(({ start }) => start).toSorted((a, b) => a - b))
  const said = cues.map(({ lines }) => lines.map(unescape).join(' '))
  expect(said[0]).toBe('Short one --> with <b>marks</b> & more.')
  expect(said.filter((text) => /[a-z]/.test(text)).slice(1).join(' ')).toBe(spoken)
  expect(said.join('').match(/字/g)).toHaveLength(200)
  for (const { start, lines } of cues.filter((cue) => cue.start >= 3700 && cue.start < 3719))
    expect(words.find((word) => Math.abs(word.startSeconds - start) < 0.002)?.text.trim()).toBe(lines[0]?.split(' ')[0])
  if (format === 'vtt') expect(exported('vtt').split('\n').filter((line) => line.includes('-->')).length).toBe(cues.length)
})

it('gives text in paragraphs, and JSON with everything', () => {
  expect(exported('txt')).toBe(`Short one --> with <b>marks</b> & more.\n\n${spoken}\n\n${'字'.repeat(200)}\n`)
  expect(JSON.parse(exported('json'))).toEqual({
    title: 'A walk', recordedAt: '2026-11-22T14:32:00+01:00', durationSeconds: 3750, engine: 'whisper.cpp', model: 'ggml-base', demo: false, language: 'en', madeAt: '2026-11-22T15:00:00+01:00', segments,
  })
})
