import { z } from 'zod'
import type { Description } from './describe.ts'

const AnswerSchema = z.object({ title: z.string(), summary: z.string(), actions: z.array(z.string()), tags: z.array(z.string()) })

const MAX_TITLE = 60
const MAX_SENTENCES = 3
const MAX_ACTIONS = 10
const MAX_ACTION = 200
const MAX_TAGS = 5

/** What of a model's answer makes sense for this text; the text's own first words stand in for a title that does not. */
export const takeSense = (answer: unknown, text: string, tagsInUse: readonly string[]): Description => {
  const parsed = AnswerSchema.safeParse(answer)
  const { title, summary, actions, tags } = parsed.success ? parsed.data : { title: '', summary: '', actions: [], tags: [] }
  const isAbout = aboutness(text)
  const goodSummary = isAbout(summary) ? firstSentences(oneLine(summary)) : ''
  const goodTitle = isAbout(title) ? shorten(oneLine(title).replace(/^["'“”„«»#\s]+|["'“”«».\s]+$/g, ''), MAX_TITLE) : ''
  return {
    title: goodTitle === '' ? firstWords(text) : goodTitle,
    summary: goodSummary,
    actions: distinct(actions.filter(isAbout).map((action) => shorten(oneLine(action).replace(/^[-*•\s]*(\[.?\]\s*)?/, ''), MAX_ACTION))).slice(0, MAX_ACTIONS),
    // A model that does not know what the text is about has no say in where it belongs.
    tags: goodSummary === '' ? [] : normaliseTags(tags, tagsInUse),
  }
}

/** Actions said twice over the pieces of one memo are one. */
export const distinct = (items: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  return items.filter((item) => {
    const key = item.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
    if (key === '' || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Tags as Obsidian takes them, those in use first and in their own spelling. */
export const normaliseTags = (tags: readonly string[], tagsInUse: readonly string[]): readonly string[] => {
  const ownSpelling = new Map(tagsInUse.map((tag) => [tag.toLowerCase(), tag]))
  const clean = distinct(tags.map(cleanTag).filter(isTag))
  const used = clean.flatMap((tag) => ownSpelling.get(tag) ?? [])
  return [...used, ...clean.filter((tag) => !ownSpelling.has(tag))].slice(0, MAX_TAGS)
}

const cleanTag = (tag: string): string =>
  tag
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}_/-]+/gu, '-')
    .replace(/\/{2,}/g, '/')
    .replace(/^[-/]+|[-/]+$/g, '')

// Obsidian takes a tag of digits alone for a number.
const isTag = (tag: string): boolean => tag.length >= 2 && tag.length <= 30 && /\p{L}/u.test(tag)

/** Whether words share anything with the text they are said of: a title with nothing of it in common was made up. */
const aboutness = (text: string): ((words: string) => boolean) => {
  const known = new Set(stems(text))
  return (words) => stems(words).some((stem) => known.has(stem))
}

// Word beginnings, so that "walked" meets "walk"; in scripts without spaces each character by itself.
const stems = (text: string): readonly string[] => [
  ...[...text.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}]{3,}/gu)].map(([word]) => word.slice(0, 4)).filter((stem) => !FILLERS.has(stem)),
  ...(text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu) ?? []),
]

// Words that any two English texts share; other languages get the laxer check.
const FILLERS = new Set('the and was that this with for you are have from they were not but had his her she him said very then there'.split(' ').map((word) => word.slice(0, 4)))

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

const firstSentences = (text: string): string => {
  const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment)
  return sentences.slice(0, MAX_SENTENCES).join('').trim()
}

const firstWords = (text: string): string => shorten(firstSentence(oneLine(text)).replace(/[.\s]+$/, ''), MAX_TITLE)

const firstSentence = (text: string): string => [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(0, 500))][0]?.segment ?? ''

const shorten = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text
  const head = text.slice(0, maxLength)
  const space = head.lastIndexOf(' ')
  return (space > maxLength / 2 ? head.slice(0, space) : head.replace(/[\uD800-\uDBFF]$/, '')).replace(/[,;:–-]+$/, '').trim()
}
