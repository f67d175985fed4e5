import { useEffect, useRef, useState } from 'react'
import { createVoice, type Voice } from './voice.ts'

/** The memo's voice while its page is open. The right to fetch the audio is signed anew with every read: that is the same voice. */
export const useVoice = (ready: boolean, audioPath: string | null, audioUrl: (path: string) => string): Voice | null => {
  const [voice, setVoice] = useState<Voice | null>(null)
  const recording = audioPath?.split('?')[0] ?? null
  const path = useRef(audioPath)
  path.current = audioPath
  useEffect(() => {
    if (!ready) return
    const opened = createVoice(recording === null || path.current === null ? null : audioUrl(path.current))
    setVoice(opened)
    return () => opened.close()
  }, [ready, recording, audioUrl])
  return voice
}
