import { useEffect, useRef, useState } from 'react'
import type { MemoRow } from '../contract/memos.ts'
import { problemOf, type Api, type ShownProblem } from './client.ts'

/** Plays a recording from the list without leaving it; the same key again pauses. */
export const useListPlayer = (api: Api['memos'], audioUrl: (path: string) => string, onProblem: (problem: ShownProblem | null) => void) => {
  const [playing, setPlaying] = useState<string | null>(null)
  const audio = useRef<HTMLAudioElement | null>(null)
  const loaded = useRef<string | null>(null)
  useEffect(() => () => audio.current?.pause(), [])

  const toggle = async ({ rowId, memoId }: MemoRow): Promise<void> => {
    audio.current ??= new Audio()
    const { current } = audio
    if (playing === rowId) {
      current.pause()
      setPlaying(null)
      return
    }
    if (memoId === null) return
    try {
      if (loaded.current !== rowId) {
        const { audioPath } = await api.get({ memoId })
        if (audioPath === null) {
          onProblem({ message: 'The recording is gone. What was written down is still here.' })
          return
        }
        current.src = audioUrl(audioPath)
        loaded.current = rowId
      }
      current.onended = () => setPlaying(null)
      await current.play()
      setPlaying(rowId)
    } catch (error) {
      const unplayable = error instanceof DOMException && error.name === 'NotSupportedError'
      onProblem(unplayable ? { message: 'This window does not play this kind of recording.' } : problemOf(error))
    }
  }

  return { playing, toggle: (row: MemoRow) => void toggle(row) }
}
