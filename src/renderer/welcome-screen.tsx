import { useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { problemOf, type ShownProblem } from './client.ts'
import { downloadInWords, fractionOf, timeLeftInWords, useModels } from './features/models/index.ts'
import { WelcomePage, type SpeechDownload } from './features/welcome/index.ts'
import type { Parts } from './parts.ts'
import type { Place } from './ui/frame.tsx'

interface Props {
  readonly parts: Parts
  readonly places: readonly Place[]
  readonly notices: ReactNode
  readonly onSamples: () => void
  readonly onStart: () => void
}

/** The first screen, with the speech model that fits this machine one click away. */
export const WelcomeScreen = ({ parts, ...rest }: Props) => {
  const { status } = useStore(parts.status)
  const models = useModels(parts.modelsApi, parts.modelsStore)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const fitting = models?.offered.filter(({ kind, fit }) => (kind === 'whisper' || kind === 'parakeet') && fit.verdict !== 'no') ?? []
  const speech = fitting.find(({ recommended }) => recommended) ?? fitting[0] ?? null
  const coming = models?.downloads.find(({ ref, fileName, state }) => state !== 'done' && (ref === speech?.id || fileName === speech?.fileName))
  const download: SpeechDownload | null = coming
    ? { words: [downloadInWords(coming), timeLeftInWords(coming)].filter((words) => words !== '').join(', '), fraction: fractionOf(coming), problem: coming.state === 'failed' ? coming.problem : null }
    : null
  const get = (): void => {
    if (speech === null) return
    const asked = coming ? parts.modelsApi.resume({ downloadId: coming.downloadId }) : parts.modelsApi.pull({ ref: speech.id })
    asked.then(() => setProblem(null), (error: unknown) => setProblem(problemOf(error)))
  }
  return status && <WelcomePage {...rest} status={status} speech={speech} download={download} problem={problem} onGet={get} />
}
