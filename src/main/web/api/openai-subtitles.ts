import type { Segment } from '../../../contract/memos.ts'

type Timed = Pick<Segment, 'startSeconds' | 'endSeconds' | 'text'>

/** Segments as SubRip, a cue each, as apps know it from OpenAI. */
export const toSrt = (segments: readonly Timed[]): string => segments.map((segment, index) => `${index + 1}\n${span(segment, ',')}\n${oneLine(segment.text)}\n`).join('\n')

/** Segments as WebVTT, a cue each. */
export const toVtt = (segments: readonly Timed[]): string => `WEBVTT\n\n${segments.map((segment) => `${span(segment, '.')}\n${escapeVtt(oneLine(segment.text))}\n`).join('\n')}`

const span = ({ startSeconds, endSeconds }: Timed, mark: string): string => `${cueTime(startSeconds, mark)} --> ${cueTime(endSeconds, mark)}`

const cueTime = (seconds: number, mark: string): string => {
  const milliseconds = Math.round(seconds * 1000)
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  return `${two(milliseconds / 3_600_000)}:${two((milliseconds / 60_000) % 60)}:${two((milliseconds / 1000) % 60)}${mark}${String(milliseconds % 1000).padStart(3, '0')}`
}

// An empty line would end the cue.
const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')

const escapeVtt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
