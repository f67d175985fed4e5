import type { Segment } from '../../../contract/memos.ts'

const JOIN_CLOSER_SECONDS = 0.3
const LONGEST_CHARACTERS = 300
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/u
const NO_SPACE_BETWEEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u

/** Joins pieces of one sentence that an engine gave as segments of their own; only between segments of equal doubt. */
export const joinFragments = (segments: readonly Segment[]): readonly Segment[] => {
  const joined: Segment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    if (last !== undefined && goesOn(last, segment)) joined[joined.length - 1] = join(last, segment)
    else joined.push(segment)
  }
  return joined
}

const goesOn = (last: Segment, next: Segment): boolean =>
  next.startSeconds - last.endSeconds < JOIN_CLOSER_SECONDS &&
  !SENTENCE_END.test(last.text) &&
  last.text.length + next.text.length < LONGEST_CHARACTERS &&
  (last.words === undefined) === (next.words === undefined) &&
  (last.doubtful ?? []).join() === (next.doubtful ?? []).join()

const join = (last: Segment, next: Segment): Segment => ({
  ...last,
  endSeconds: Math.max(last.endSeconds, next.endSeconds),
  text: NO_SPACE_BETWEEN.test(last.text) ? last.text + next.text : `${last.text} ${next.text}`,
  ...(last.words === undefined || next.words === undefined ? {} : { words: [...last.words, ...next.words] }),
})
