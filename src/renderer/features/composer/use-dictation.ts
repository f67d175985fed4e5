import { useCallback, useEffect, useRef, useState } from 'react'
import type { ShownProblem } from '../../client.ts'
import { startRecording, type Recording } from './recorder.ts'

export type DictationState = 'off' | 'starting' | 'listening' | 'writing'

export interface DictationProblem extends ShownProblem {
  /** Where the person goes to mend it. */
  readonly href?: string
}

const microphoneProblem = (error: unknown): DictationProblem | null => {
  if (!(error instanceof DOMException) && !(error instanceof TypeError)) return null
  if (error.name === 'NotAllowedError') return { message: 'Freehold may not use the microphone.', next: 'Allow it in the settings of this machine, under Privacy, Microphone. Then try again.' }
  if (error.name === 'NotFoundError') return { message: 'No microphone is here.', next: 'Connect one, then try again.' }
  if (error.name === 'AbortError') return null
  return { message: 'The microphone cannot be used now.', next: 'Another program may have it. Close that one, then try again.' }
}

const noModel = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'NO_MODEL'

interface Deps {
  readonly dictate: (speech: Blob, signal: AbortSignal) => Promise<string>
  readonly problemOf: (error: unknown) => ShownProblem | null
  readonly onWords: (words: string) => void
  readonly onProblem: (problem: DictationProblem) => void
}

/** Listens, has it written down on this machine, and hands the words over. Leaving the composer ends it without a trace. */
export const useDictation = ({ dictate, problemOf, onWords, onProblem }: Deps) => {
  const [state, setState] = useState<DictationState>('off')
  const recording = useRef<Recording | null>(null)
  const ours = useRef<AbortController | null>(null)

  const cancel = useCallback((): void => {
    ours.current?.abort()
    recording.current?.cancel()
    recording.current = null
    setState('off')
  }, [])
  useEffect(() => cancel, [cancel])

  const level = useCallback((): number => recording.current?.level() ?? 0, [])

  const start = async (): Promise<void> => {
    ours.current = new AbortController()
    const { signal } = ours.current
    setState('starting')
    try {
      const begun = await startRecording()
      if (signal.aborted) return begun.cancel()
      recording.current = begun
      setState('listening')
    } catch (error) {
      if (signal.aborted) return
      setState('off')
      const problem = microphoneProblem(error) ?? problemOf(error)
      if (problem) onProblem(problem)
    }
  }

  const end = async (): Promise<void> => {
    const { current } = recording
    const signal = ours.current?.signal
    if (!current || !signal) return
    recording.current = null
    setState('writing')
    try {
      const text = await dictate(await current.end(), signal)
      if (signal.aborted) return
      const words = text.trim()
      if (words !== '') onWords(words)
      else onProblem({ message: 'Nothing was heard.', next: 'Speak a little closer to the microphone.' })
    } catch (error) {
      const problem = signal.aborted ? null : problemOf(error)
      if (problem) onProblem(noModel(error) ? { ...problem, href: '#/models' } : problem)
    } finally {
      if (!signal.aborted) setState('off')
    }
  }

  return { state, level, start: () => void start(), end: () => void end(), cancel }
}
