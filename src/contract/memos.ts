import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors, ProblemSchema } from './problem.ts'

/** The first 16 hex digits of the recording's sha256: the same recording under two names is one memo. */
export const MemoIdSchema = z.string().regex(/^[0-9a-f]{16}$/).brand<'MemoId'>()
export type MemoId = z.infer<typeof MemoIdSchema>

/** `1`, `2`, … in the order the versions were made; unique within a memo. */
export const VersionIdSchema = z.string().regex(/^[0-9]{1,6}$/).brand<'VersionId'>()
export type VersionId = z.infer<typeof VersionIdSchema>

export const MEMO_STEPS = ['identify', 'decode', 'detect', 'transcribe', 'file', 'describe'] as const
export const MemoStepSchema = z.enum(MEMO_STEPS)
export type MemoStep = z.infer<typeof MemoStepSchema>

/** Every known file is in exactly one of these states; the counts add up to all of them. */
export const MemoStateSchema = z.enum(['waiting', 'working', 'filed', 'skipped', 'failed', 'cancelled'])
export type MemoState = z.infer<typeof MemoStateSchema>

export const WaitReasonSchema = z.enum([
  'rest', // the file is still being written
  'turn', // others are before it
  'model', // no model that can write it down is here
  'download', // still in iCloud
  'vault', // the vault folder cannot be written
  'disk', // no room for the temporary file or the note
  'pause', // the person paused the work
  'decoder', // nothing on this machine opens it
])
export type WaitReason = z.infer<typeof WaitReasonSchema>

export const MemoSourceSchema = z.enum(['voice-memos', 'folder', 'drop', 'sample', 'command'])
export type MemoSource = z.infer<typeof MemoSourceSchema>

export const MemoRowSchema = z.object({
  /** A memo's id, or `file-<n>` for a file that has not been read yet or was skipped. */
  rowId: z.string(),
  memoId: MemoIdSchema.nullable(),
  title: z.string(),
  /** One line of text: the summary, the first words, or the newest words while it works. */
  line: z.string(),
  fileName: z.string(),
  source: MemoSourceSchema,
  /** When it was recorded, else when the file was made; ISO 8601 with offset. */
  recordedAt: z.string(),
  durationSeconds: z.number().nullable(),
  state: MemoStateSchema,
  waitsFor: WaitReasonSchema.nullable(),
  step: MemoStepSchema.nullable(),
  /** 0 … 1 over the whole job, while it works. */
  fraction: z.number().nullable(),
  remainingSeconds: z.number().nullable(),
  problem: ProblemSchema.nullable(),
  /** Filed, but only in part: the sentence says how far. */
  damage: z.string().nullable(),
  speech: z.boolean().nullable(),
  doubtCount: z.number().int(),
})
export type MemoRow = z.infer<typeof MemoRowSchema>

export const MemoCountsSchema = z.object({
  total: z.number().int(),
  filed: z.number().int(),
  working: z.number().int(),
  waiting: z.number().int(),
  /** Failed, and those waiting for something only the person can give (a model, a decoder, room, the vault). */
  needYou: z.number().int(),
  skipped: z.number().int(),
  cancelled: z.number().int(),
  paused: z.boolean(),
})
export type MemoCounts = z.infer<typeof MemoCountsSchema>

/** Coalesced: at most 10 a second, and only the newest row of each memo. `revision` rises by every change. */
export const MemoChangesSchema = z.object({
  revision: z.number().int(),
  upserts: z.array(MemoRowSchema),
  removed: z.array(z.string()),
  counts: MemoCountsSchema,
  /** More changed than a message may hold: read the list again. */
  reload: z.boolean(),
})
export type MemoChanges = z.infer<typeof MemoChangesSchema>

export const DoubtSchema = z.enum(['repetition', 'pace', 'outside-speech', 'low-probability'])
export type Doubt = z.infer<typeof DoubtSchema>

export const WordSchema = z.object({ startSeconds: z.number(), endSeconds: z.number(), text: z.string(), probability: z.number().optional() })
export type Word = z.infer<typeof WordSchema>

export const SegmentSchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  text: z.string(),
  words: z.array(WordSchema).optional(),
  /** Why the words may be wrong; absent when nothing speaks against them. */
  doubtful: z.array(DoubtSchema).optional(),
  /** The person listened and said the words are right. */
  confirmed: z.boolean().optional(),
})
export type Segment = z.infer<typeof SegmentSchema>

export const TranscriptVersionSchema = z.object({
  versionId: VersionIdSchema,
  /** `whisper.cpp`, `whisper-cli`, `parakeet` or `apple` (came with the recording). */
  engine: z.string(),
  model: z.string(),
  /** Labelled a demo wherever it is shown: a few hundred words, synthetic voices. */
  demo: z.boolean(),
  language: z.string(),
  madeAt: z.string(),
  doubtCount: z.number().int(),
  shown: z.boolean(),
})
export type TranscriptVersion = z.infer<typeof TranscriptVersionSchema>

export const TranscriptSchema = z.object({ versionId: VersionIdSchema, segments: z.array(SegmentSchema) })
export type Transcript = z.infer<typeof TranscriptSchema>

/** A line `- [ ]` of the note, and whether it is ticked. */
export const MemoActionSchema = z.object({ text: z.string(), done: z.boolean() })
export type MemoAction = z.infer<typeof MemoActionSchema>

export const MemoDetailSchema = z.object({
  row: MemoRowSchema,
  device: z.string().nullable(),
  summary: z.string().nullable(),
  /** As they stand in the note. */
  actions: z.array(MemoActionSchema),
  tags: z.array(z.string()),
  versions: z.array(TranscriptVersionSchema),
  /** Loudness 0 … 1 of equal slices of the recording, at most 1,000; empty until it is decoded. */
  waveform: z.array(z.number()),
  /** Where the page fetches the audio, relative to the door; null when the file is gone. */
  audioPath: z.string().nullable(),
  /** The note, relative to the vault; null before it is filed. */
  notePath: z.string().nullable(),
  vaultPath: z.string(),
  /** The person has edited the note: it stays theirs, and new titles and versions no longer change it. */
  edited: z.boolean(),
})
export type MemoDetail = z.infer<typeof MemoDetailSchema>

/** What is written down while it works: newest segments, coalesced. */
export const MemoLiveSchema = z.object({ row: MemoRowSchema, newSegments: z.array(SegmentSchema) })
export type MemoLive = z.infer<typeof MemoLiveSchema>

export const ExportFormatSchema = z.enum(['srt', 'vtt', 'txt', 'json'])
export type ExportFormat = z.infer<typeof ExportFormatSchema>

const base = oc.errors(appErrors)
const byMemo = z.object({ memoId: MemoIdSchema })
const nothing = z.object({})

export const memosContract = {
  /** Newest first; `cursor` is the last row of the page before. */
  list: base
    .input(z.object({ cursor: z.string().optional(), limit: z.number().int().min(1).max(1000).default(500), text: z.string().max(200).optional() }))
    .output(z.object({ revision: z.number().int(), rows: z.array(MemoRowSchema), nextCursor: z.string().nullable(), counts: MemoCountsSchema })),
  /** Subscribe first, then list, then apply what is newer than the list's revision. */
  changes: base.output(eventIterator(MemoChangesSchema)),
  get: base.input(byMemo).output(MemoDetailSchema),
  /** Progress and new segments of one memo while it is written down; ends when it is filed or fails. */
  live: base.input(byMemo).output(eventIterator(MemoLiveSchema)),
  transcript: base.input(byMemo.extend({ versionId: VersionIdSchema })).output(TranscriptSchema),
  /** Paths on this machine (Electron, command line); folders are walked. Refused from a browser that is not local. */
  add: base
    .input(z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }))
    .output(z.object({ accepted: z.number().int(), skipped: z.array(z.object({ path: z.string(), problem: ProblemSchema })) })),
  addSamples: base.input(nothing).output(z.object({ accepted: z.number().int() })),
  pause: base.input(nothing).output(nothing),
  resume: base.input(nothing).output(nothing),
  retry: base.input(z.object({ rowId: z.string() })).output(nothing),
  cancel: base.input(z.object({ rowId: z.string() })).output(nothing),
  transcribeAgain: base
    .input(byMemo.extend({ model: z.string().optional(), language: z.string().max(16).optional() }))
    .output(nothing),
  showVersion: base.input(byMemo.extend({ versionId: VersionIdSchema })).output(nothing),
  /** The person listened: the span is no longer doubtful. Kept beside the version, which stays as it was. */
  confirmSegment: base.input(byMemo.extend({ versionId: VersionIdSchema, startSeconds: z.number() })).output(nothing),
  /**
   * Ticks an action in the note, or takes the tick back. `index` and `text` are those of `get`; CONFLICT when the note no longer
   * has such a line. A tick alone does not make the note edited.
   */
  setAction: base
    .input(byMemo.extend({ index: z.number().int().min(0), text: z.string(), done: z.boolean() }))
    .output(z.object({ actions: z.array(MemoActionSchema) })),
  export: base
    .input(byMemo.extend({ format: ExportFormatSchema, versionId: VersionIdSchema.optional() }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  /** The note as it stands in the vault, for reading in the page. */
  note: base.input(byMemo).output(z.object({ path: z.string(), text: z.string() })),
  /** Opens the note in the person's Markdown editor on the machine the host runs on. */
  openNote: base.input(byMemo).output(z.object({ path: z.string() })),
  /** Shows the recording in Finder (or the file manager). */
  revealAudio: base.input(z.object({ rowId: z.string() })).output(z.object({ path: z.string() })),
}
