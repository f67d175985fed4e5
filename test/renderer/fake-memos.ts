// Believable data for the double of the host: rows in every state, and words with times.
import type { MemoDetail, MemoId, MemoRow, Segment, TranscriptVersion, VersionId } from '../../src/contract/memos.ts'

export const memoId = (n: number): MemoId => n.toString(16).padStart(16, '0') as MemoId
export const versionId = (n: number): VersionId => String(n) as VersionId

/** A filed row, changed as a test needs it. */
export const row = (n: number, title: string, recordedAt: string, changes: Partial<MemoRow> = {}): MemoRow => ({
  rowId: memoId(n),
  memoId: memoId(n),
  title,
  line: '',
  fileName: `${title}.m4a`,
  source: 'voice-memos',
  recordedAt,
  durationSeconds: 360,
  state: 'filed',
  waitsFor: null,
  step: null,
  fraction: null,
  remainingSeconds: null,
  problem: null,
  damage: null,
  speech: true,
  doubtCount: 0,
  ...changes,
})

export const DENTIST = memoId(2)
export const CANAL = memoId(1)
export const LONG = memoId(3)

/** The rows of the design's picture, and one of every other state. */
export const designRows = (): MemoRow[] => [
  row(1, 'Walk along the canal', '2026-11-22T16:02:00+01:00', {
    line: 'so chapter three should not start with the hospital, it should start with the bicycle and”'.replace('”', ''),
    durationSeconds: 1085, state: 'working', step: 'transcribe', fraction: 0.64, remainingSeconds: 40, speech: null,
  }),
  row(2, 'The dentist, and chapter three', '2026-11-22T14:32:00+01:00', {
    line: 'Ring on Monday about the crown. Chapter three opens with the bicycle, not the hospital.', durationSeconds: 401, doubtCount: 1,
  }),
  row(14, 'New Recording 14', '2026-11-22T11:47:00+01:00', { rowId: 'file-14', memoId: null, durationSeconds: 190, state: 'waiting', waitsFor: 'model', speech: null }),
  row(4, 'Idea for Jonas’ birthday', '2026-11-22T08:20:00+01:00', {
    durationSeconds: 305, damage: 'The recording is damaged after 03:12. The first three minutes are filed.',
  }),
  row(5, 'Why the oak and not the ash', '2026-11-21T18:55:00+01:00', { line: 'Oak ages better under water. Ask for the price with oil instead of lacquer.', durationSeconds: 125 }),
  row(6, 'Sketch for the talk', '2026-11-21T09:31:00+01:00', { rowId: 'file-6', memoId: null, durationSeconds: 725, state: 'waiting', waitsFor: 'download', speech: null }),
  row(13, 'New Recording 13', '2026-11-21T07:58:00+01:00', { durationSeconds: 9, speech: false }),
  row(7, 'Canal walk', '2026-11-20T17:20:00+01:00', { line: 'Promised Mara the outline by Thursday. She reads the chapter on Father first.', durationSeconds: 1090 }),
  row(8, 'Henning and the pump', '2026-11-20T08:04:00+01:00', { line: 'Who was he? Ask Mother for the name of the street and the year.', durationSeconds: 245 }),
  row(9, 'Letter to the landlord.m4a', '2026-11-19T12:10:00+01:00', {
    rowId: 'file-9', memoId: null, durationSeconds: null, state: 'skipped', speech: null,
    problem: { code: 'NOT_AUDIO', message: 'This file is text and not a recording.', next: 'It was left as it is.' },
  }),
  row(10, 'Night train', '2026-11-19T23:10:00+01:00', {
    state: 'failed', durationSeconds: 640, speech: null,
    problem: { code: 'ENGINE_CRASHED', message: 'The model stopped three times while writing this down. The recording is untouched.', next: 'Try another model.' },
  }),
  row(11, 'Too early', '2026-11-18T06:10:00+01:00', { rowId: 'file-11', memoId: null, state: 'cancelled', durationSeconds: 61, speech: null }),
  row(12, 'Allotment', '2026-11-18T05:10:00+01:00', { rowId: 'file-12', memoId: null, state: 'waiting', waitsFor: 'turn', durationSeconds: 3905, speech: null }),
  row(15, 'Phone call', '2026-11-17T05:10:00+01:00', { rowId: 'file-15', memoId: null, state: 'waiting', waitsFor: 'disk', durationSeconds: 61, speech: null }),
  row(3, 'The whole afternoon', '2026-11-16T13:00:00+01:00', { line: 'Three hours at the archive, read aloud.', durationSeconds: 10_800 }),
]

/** Filed recordings, one an hour into the past. */
export const manyRows = (count: number): MemoRow[] =>
  Array.from({ length: count }, (_, n) =>
    row(0x1000 + n, `Recording ${n + 1}`, new Date(Date.parse('2026-11-22T15:00:00Z') - n * 3_600_000).toISOString(), {
      line: `Words of recording ${n + 1}, which nobody ever said aloud.`, durationSeconds: 20 + (n % 900),
    }),
  )

/** Sentences as segments with words, at an even pace. */
export const speak = (text: string, startSeconds: number, doubtful?: string): Segment[] => {
  let at = startSeconds
  const sentences = text.split(/(?<=[.?!])\s+/)
  return sentences.flatMap((sentence) => {
    const parts = doubtful !== undefined && sentence.includes(doubtful) ? sentence.split(new RegExp(`(${doubtful})`)) : [sentence]
    return parts.filter((part) => part.trim() !== '').map((part) => {
      const words = part.trim().split(/\s+/).map((word) => {
        const startSeconds = at
        at += 0.34
        return { startSeconds, endSeconds: at, text: word }
      })
      const segment: Segment = { startSeconds: words[0]?.startSeconds ?? at, endSeconds: at, text: part.trim(), words }
      return part === doubtful ? { ...segment, doubtful: ['low-probability'] } : segment
    })
  })
}

export const dentistSegments = (): Segment[] => [
  ...speak('All right. The other thing is the third chapter. It keeps starting in the hospital because that is where it started for me, but a reader has no reason to care yet.', 108),
  ...speak('So start with the bicycle. He is nine, the chain is off, and father kneels down on the gravel in his good suit. Nobody says a word until Henning comes around the corner with the pump.', 126, 'Henning'),
  ...speak('Then the hospital can be one line, much later. One line is enough.', 161),
  ...speak('And before I forget, the dentist. Monday, before ten, otherwise they only have the answering machine. Ask about the crown and whether it can wait until after the trip.', 185),
  ...speak('Back to the gravel. I think he should smell the rubber of the inner tube, because that is the thing I still have.', 211),
]

/** About thirty thousand words with times. */
export const longSegments = (): Segment[] =>
  Array.from({ length: 2500 }, (_, n) => {
    const text = `Page ${n + 1} of the book tells again of the river and the boats.`
    return speak(text, n * 4.3 + (n % 12 === 0 ? -1 : 0))
  }).flat().filter(({ startSeconds }) => startSeconds >= 0)

export const version = (n: number, model: string, changes: Partial<TranscriptVersion> = {}): TranscriptVersion => ({
  versionId: versionId(n), engine: 'whisper.cpp', model, demo: false, language: 'en', madeAt: '2026-11-22T14:41:00+01:00', doubtCount: 0, shown: false, ...changes,
})

/** Loudness with pauses, the same every time. */
export const waveform = (): number[] =>
  Array.from({ length: 600 }, (_, n) => (n % 150 > 128 ? 0.02 : 0.25 + 0.7 * Math.abs(Math.sin(n * 0.37) * Math.sin(n * 0.051 + 1)) ))

export const detailOf = (row: MemoRow, audioPath: string | null): MemoDetail => ({
  row,
  device: null,
  summary: null,
  actions: [],
  tags: [],
  versions: row.state === 'filed' ? [version(1, 'whisper-small', { shown: true })] : [],
  waveform: waveform(),
  audioPath,
  notePath: row.state === 'filed' ? `Memos/2026/11/${row.recordedAt.slice(0, 10)} ${row.title}.md` : null,
  vaultPath: '/home/mara/Freehold',
  edited: false,
})

export const dentistDetail = (row: MemoRow, audioPath: string | null): MemoDetail => ({
  ...detailOf(row, audioPath),
  device: 'iPhone',
  summary:
    'Ring the dentist on Monday about the crown. Chapter three now opens with the bicycle instead of the hospital, and nobody speaks until Henning comes. The hospital shrinks to one line.',
  actions: [
    { text: 'Call the dentist on Monday before ten', done: false },
    { text: 'Move the bicycle scene to the start of chapter three', done: false },
  ],
  tags: ['book', 'health'],
  versions: [
    version(1, 'Parakeet v3', { engine: 'parakeet', doubtCount: 1, shown: true }),
    version(2, 'Whisper small', { madeAt: '2026-11-22T14:58:00+01:00', doubtCount: 3 }),
    version(3, 'nanowhisper', { madeAt: '2026-11-22T15:01:00+01:00', demo: true }),
    version(4, 'apple', { engine: 'apple' }),
  ],
})
