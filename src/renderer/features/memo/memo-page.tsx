import { useCallback, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ExportFormat, MemoRow } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Api } from '../../client.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { NoticeCard } from '../../ui/card.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Bar, SpokenProgress } from '../../ui/progress.tsx'
import { Actions } from './actions.tsx'
import { AgainSheet } from './again-sheet.tsx'
import { Inspector, openDoubts } from './inspector.tsx'
import { MemoHead } from './memo-head.tsx'
import { useMemoKeys } from './memo-keys.ts'
import type { Memo } from './memo-store.ts'
import { NoteSheet } from './note-sheet.tsx'
import { toReading } from './paragraphs.ts'
import { Player } from './player.tsx'
import { saveText } from '../../save-text.ts'
import { Transcript } from './transcript.tsx'
import { useVoice } from './use-voice.ts'

const FORMATS: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'srt', label: 'Subtitles, srt' },
  { format: 'vtt', label: 'Subtitles, vtt' },
  { format: 'txt', label: 'Plain text, txt' },
  { format: 'json', label: 'Words with times, json' },
]

export interface MemoPageProps {
  readonly memo: Memo
  readonly api: Api['memos']
  readonly place: string
  readonly audioUrl: (path: string) => string
  readonly listModels: (signal: AbortSignal) => Promise<readonly ModelFile[]>
  readonly progressWords: (row: MemoRow) => string
  readonly onBack: () => void
}

/** One recording: its words first, the voice with them, and what is known about both beside them. */
export const MemoPage = ({ memo, api, place, audioUrl, listModels, progressWords, onBack }: MemoPageProps) => {
  const { detail, transcript, live, problem } = useStore(memo.store)
  const [models, setModels] = useState<readonly ModelFile[] | null>(null)
  const [note, setNote] = useState<{ readonly path: string; readonly text: string } | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const shown = detail?.versions.some((version) => version.shown) ? transcript : null
  const segments = shown?.segments ?? live
  const reading = useMemo(() => toReading(segments), [segments])
  const doubts = useMemo(() => openDoubts(shown), [shown])
  const audioPath = detail?.audioPath ?? null
  const ready = detail !== null
  const voice = useVoice(ready, audioPath, audioUrl)
  useMemoKeys(voice, reading.starts, doubts, onBack)

  const openNote = useCallback(
    () =>
      memo.run(async (signal) => {
        const { memoId } = memo.store.getState().detail?.row ?? {}
        if (!memoId) return
        try {
          await api.openNote({ memoId }, { signal })
        } catch (error) {
          if (!(error instanceof Error) || !('code' in error) || error.code !== 'UNSUPPORTED') throw error
          setNote(await api.note({ memoId }, { signal }))
        }
      }),
    [memo, api],
  )

  const row = detail?.row
  const memoId = row?.memoId ?? null
  const head = (
    <header className="tools">
      <IconButton icon="right" className="turned" label="Back to Memos" onClick={onBack} />
      <a className="sm t3" href="#/memos">
        Memos
      </a>
      <span className="grow" />
      {detail?.notePath && <Button onClick={() => void openNote()}>Open note</Button>}
      {memoId && shown && (
        <Menu
          align="end"
          trigger={(props) => (
            <Button {...props} iconAfter="down">
              Export
            </Button>
          )}
          items={FORMATS.map(({ format, label }) => ({
            key: format,
            label,
            onChoose: () =>
              void memo.run(async (signal) => {
                const { fileName, text } = await api.export({ memoId, format }, { signal })
                saveText(fileName, text)
              }),
          }))}
        />
      )}
      {row && (
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="dots" label="More" />}
          items={[
            { key: 'reveal', label: 'Show the recording’s file', onChoose: () => void memo.run((signal) => api.revealAudio({ rowId: row.rowId }, { signal })) },
            ...(memoId ? [{ key: 'again', label: 'Write it down again…', onChoose: () => void askAgain() }] : []),
            ...(row.state === 'working' || row.state === 'waiting'
              ? [{ key: 'stop', label: 'Stop writing it down', onChoose: () => void memo.run((signal) => api.cancel({ rowId: row.rowId }, { signal })) }]
              : []),
          ]}
        />
      )}
    </header>
  )
  const askAgain = (): Promise<void> => memo.run(async (signal) => setModels(await listModels(signal)))

  if (!detail || !row || !voice) {
    return (
      <main className="main reading">
        {head}
        {problem && (
          <div className="notices">
            <NoticeCard icon="bang" damage title={problem.message} actions={<Button small onClick={() => memo.refresh()}>Try again</Button>}>
              {problem.next}
            </NoticeCard>
          </div>
        )}
      </main>
    )
  }

  return (
    <main className="main reading">
      {head}
      <div ref={scroller} className="scroll">
        <div className="sheet-grid">
          <div className="words-column">
            <MemoHead detail={detail} place={place} />
            {problem && (
              <NoticeCard icon="bang" damage title={problem.message} actions={<Button small onClick={() => memo.dismissProblem()}>Close this</Button>}>
                {problem.next}
              </NoticeCard>
            )}
            {row.damage && <NoticeCard icon="bang" damage title={row.damage} />}
            {row.state === 'failed' && row.problem && <NoticeCard icon="bang" damage title={row.problem.message}>{row.problem.next}</NoticeCard>}
            <div className="stick">
              <Player voice={voice} waveform={detail.waveform} durationSeconds={row.durationSeconds ?? 0} place={place} />
            </div>
            {row.state === 'working' && (
              <div className="live num">
                <Bar fraction={row.fraction ?? 0} label="Progress" />
                {progressWords(row)}
                <SpokenProgress what="Writing it down" fraction={row.fraction ?? 0} />
              </div>
            )}
            {row.state === 'waiting' && <p className="t2 summary">It is not written down yet. The words appear here.</p>}
            {detail.summary && <p className="summary">{detail.summary}</p>}
            <Actions actions={detail.actions} onTick={(index, done) => void memo.tick(index, done)} />
            <hr />
            {row.speech === false ? <p className="t2">No speech in it.</p> : <Transcript reading={reading} voice={voice} scroller={scroller} />}
          </div>
          <aside className="inspector" aria-label="About this memo">
            <Inspector
              detail={detail}
              transcript={shown}
              onVersion={(versionId) => memoId && void memo.run((signal) => api.showVersion({ memoId, versionId }, { signal }))}
              onAgain={() => void askAgain()}
              onHear={({ startSeconds, endSeconds }) => voice.hear(startSeconds, endSeconds)}
              onRight={({ startSeconds }) =>
                memoId && shown && void memo.run((signal) => api.confirmSegment({ memoId, versionId: shown.versionId, startSeconds }, { signal }))
              }
            />
          </aside>
        </div>
      </div>
      {models && memoId && (
        <AgainSheet
          models={models}
          place={place}
          onClose={() => setModels(null)}
          onStart={(choice) => {
            setModels(null)
            void memo.run((signal) => api.transcribeAgain({ memoId, ...choice }, { signal }))
          }}
        />
      )}
      {note && <NoteSheet {...note} onClose={() => setNote(null)} />}
    </main>
  )
}
