import type { ExportFormat, Segment } from '../../../contract/memos.ts'
import type { Entry, VersionRow } from '../ports/index.ts'

interface Exported {
  readonly memo: Pick<Entry, 'title' | 'recordedAt' | 'durationSeconds'>
  readonly version: Pick<VersionRow, 'engine' | 'model' | 'language' | 'madeAt'>
  readonly segments: readonly Segment[]
}

/** A transcript as subtitles, plain text or JSON. */
export const exportTranscript = (transcript: Exported, format: ExportFormat): string => {
  const { memo, version, segments } = transcript
  switch (format) {
    case 'srt':
      return segments.map((segment, index) => `${index + 1}\n${span(segment, ',')}\n${cueText(segment)}\n`).join('\n')
    case 'vtt':
      return `WEBVTT\n\n${segments.map((segment) => `${span(segment, '.')}\n${escapeVtt(cueText(segment))}\n`).join('\n')}`
    case 'txt':
      return `${segments.map(cueText).join('\n')}\n`
    case 'json':
      return `${JSON.stringify({ title: memo.title, recordedAt: memo.recordedAt, durationSeconds: memo.durationSeconds, ...version, segments }, null, 2)}\n`
  }
}

const span = (segment: Segment, mark: string): string => `${cueTime(segment.startSeconds, mark)} --> ${cueTime(segment.endSeconds, mark)}`

const cueTime = (seconds: number, mark: string): string => {
  const milliseconds = Math.round(seconds * 1000)
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  return `${two(milliseconds / 3_600_000)}:${two((milliseconds / 60_000) % 60)}:${two((milliseconds / 1000) % 60)}${mark}${String(milliseconds % 1000).padStart(3, '0')}`
}

// An empty line would end the cue.
const cueText = (segment: Segment): string => segment.text.trim().replaceAll(/\s*\n\s*/g, ' ')
const escapeVtt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
