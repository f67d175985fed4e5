import type { ExportFormat, Segment } from '../../../contract/memos.ts'
import type { Entry, VersionRow } from '../ports/index.ts'
import { toCues } from './cues.ts'
import type { Cue } from './cues.ts'

interface Exported {
  readonly memo: Pick<Entry, 'title' | 'recordedAt' | 'durationSeconds'>
  readonly version: Pick<VersionRow, 'engine' | 'model' | 'demo' | 'language' | 'madeAt'>
  readonly segments: readonly Segment[]
  readonly paragraphs: readonly { readonly segments: readonly Segment[] }[]
}

/** A transcript as subtitles, plain text or JSON; the shapes are in docs/vault-format.md. */
export const exportTranscript = ({ memo, version, segments, paragraphs }: Exported, format: ExportFormat): string => {
  switch (format) {
    case 'srt':
      return toCues(segments).map((cue, index) => `${index + 1}\n${span(cue, ',')}\n${cue.lines.join('\n')}\n`).join('\n')
    case 'vtt':
      return `WEBVTT\n\n${toCues(segments).map((cue) => `${span(cue, '.')}\n${cue.lines.map(escapeVtt).join('\n')}\n`).join('\n')}`
    case 'txt':
      return `${paragraphs.map((paragraph) => paragraph.segments.map((segment) => segment.text.trim().replaceAll(/\s+/g, ' ')).join(' ')).join('\n\n')}\n`
    case 'json': {
      const { engine, model, demo, language, madeAt } = version
      return `${JSON.stringify({ title: memo.title, recordedAt: memo.recordedAt, durationSeconds: memo.durationSeconds, engine, model, demo, language, madeAt, segments }, null, 2)}\n`
    }
  }
}

const span = (cue: Cue, mark: string): string => `${cueTime(cue.startSeconds, mark)} --> ${cueTime(cue.endSeconds, mark)}`

const cueTime = (seconds: number, mark: string): string => {
  const milliseconds = Math.round(seconds * 1000)
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  return `${two(milliseconds / 3_600_000)}:${two((milliseconds / 60_000) % 60)}:${two((milliseconds / 1000) % 60)}${mark}${String(milliseconds % 1000).padStart(3, '0')}`
}

const escapeVtt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
