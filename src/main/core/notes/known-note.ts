import { MemoIdSchema } from '../../../contract/memos.ts'
import type { ScannedNote } from '../ports/index.ts'
import { unescapeMarkdown } from './markdown.ts'
import type { KnownNote } from './memo-notes.ts'
import { parseVersionLine } from './note-frontmatter.ts'
import { fromTime } from './times.ts'

/** Knows a memo again by its note alone, however the person moved or edited it; null for notes that are none of ours. */
export const toKnownNote = ({ path, frontmatter, bodyHead, writtenSha256 }: ScannedNote): KnownNote | null => {
  const id = MemoIdSchema.safeParse(frontmatter['id'])
  const audioSha256 = textOf(frontmatter['audio-sha256'])
  // A note of another program may have an `id` as well; ours has at least one of these beside it.
  const isOurs = audioSha256 !== null || 'recorded' in frontmatter || 'transcripts' in frontmatter
  // A chat's id looks the same; whatever else a person put above it, it is no memo.
  if (!id.success || !isOurs || frontmatter['kind'] === 'chat') return null
  const recorded = textOf(frontmatter['recorded'])
  return {
    memoId: id.data,
    path,
    audioSha256: audioSha256 !== null && /^[0-9a-f]{64}$/.test(audioSha256) ? audioSha256 : null,
    audio: textOf(frontmatter['audio']),
    source: textOf(frontmatter['source']),
    device: textOf(frontmatter['device']),
    damage: textOf(frontmatter['damage']),
    title: textOf(frontmatter['title']) ?? nameOf(path),
    recordedAt: recorded !== null && !Number.isNaN(Date.parse(recorded)) ? recorded : null,
    durationSeconds: fromTime(frontmatter['duration']),
    summary: summaryOf(bodyHead),
    tags: tagsOf(frontmatter),
    versions: listOf(frontmatter['transcripts']).map(parseVersionLine).filter((version) => version !== null),
    ...(writtenSha256 === undefined ? {} : { writtenSha256 }),
  }
}

/** The tags a note carries, in any of the forms Obsidian takes. */
export const tagsOf = (frontmatter: Readonly<Record<string, unknown>>): readonly string[] => {
  const tags = frontmatter['tags'] ?? frontmatter['tag']
  const list = typeof tags === 'string' ? tags.split(/[\s,]+/) : listOf(tags)
  return list.filter((tag) => typeof tag === 'string').map((tag) => tag.replace(/^#/, '')).filter((tag) => tag !== '')
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const nameOf = (path: string): string => path.replace(/^.*\//u, '').replace(/\.md$/iu, '')

// The paragraph between the title and the next heading, if it is there.
const summaryOf = (body: string): string | null => {
  const found = /^\s*# [^\n]*\n\s*\n([^\n#!*-][^\n]*)\n/u.exec(body.replaceAll('\r', ''))
  return found?.[1] === undefined ? null : unescapeMarkdown(found[1].trim())
}
