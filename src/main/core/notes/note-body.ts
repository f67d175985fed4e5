import { posix } from 'node:path'
import type { Segment } from '../../../contract/memos.ts'
import { escapeMarkdown, linkTarget } from './markdown.ts'
import type { MemoNote } from './memo-notes.ts'
import { toParagraphs } from './paragraphs.ts'
import type { Paragraph } from './paragraphs.ts'
import { toTime } from './times.ts'

const DOUBT_EXPLAINED = '*Words ==marked like this== are doubtful: listen before you rely on them.*'

/** A memo's note below the frontmatter: title, summary, actions, the recording if it is in the vault, and the transcript. `ticked` actions are done. */
export const noteBody = (note: MemoNote, ticked: readonly string[] = []): string => {
  const actions = note.actions.map(escapeMarkdown).filter((action) => action !== '')
  const done = new Set(ticked.map(escapeMarkdown))
  const blocks = [
    `# ${escapeMarkdown(note.title) || 'Voice memo'}`,
    note.summary === null ? '' : escapeMarkdown(note.summary),
    actions.length === 0 ? '' : `## Actions\n\n${actions.map((action) => `- [${done.has(action) ? 'x' : ' '}] ${action}`).join('\n')}`,
    recordingOf(note),
    '## Transcript',
    note.damage === null ? '' : `*${escapeMarkdown(note.damage)}*`,
    transcriptOf(note),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

/** True for a path in the vault, false for one on this machine. */
export const isInVault = (audio: string): boolean => audio !== '' && !audio.startsWith('/') && !/^[A-Za-z]:[\\/]|^\\\\/.test(audio)

const recordingOf = (note: MemoNote): string =>
  isInVault(note.audio) ? `![Recording](${linkTarget(posix.relative(`/${note.folder}`, `/${note.audio}`))})` : ''

const transcriptOf = (note: MemoNote): string => {
  if (note.shown === null) return note.versions.length === 0 ? 'This recording is not written down yet.' : 'The transcript could not be read.'
  const paragraphs = toParagraphs(note.shown.segments)
  if (paragraphs.length === 0) return 'No speech was found in this recording.'
  const demo = note.shown.demo ? '*Written down by the demo model, which knows a few hundred words only.*\n\n' : ''
  const explained = note.shown.segments.some(isDoubtful) ? `${DOUBT_EXPLAINED}\n\n` : ''
  return `${demo}${explained}${paragraphs.map(paragraphText).join('\n\n')}`
}

const paragraphText = ({ startSeconds, segments }: Paragraph): string => `**${toTime(startSeconds)}** ${segments.map(segmentText).join(' ')}`

const segmentText = (segment: Segment): string => (isDoubtful(segment) ? `==${escapeMarkdown(segment.text)}==` : escapeMarkdown(segment.text))

const isDoubtful = (segment: Segment): boolean => (segment.doubtful?.length ?? 0) > 0 && segment.confirmed !== true && segment.text.trim() !== ''
