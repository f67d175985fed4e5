import { useCallback, useEffect, useState } from 'react'
import type { PrivacyApi } from './privacy-api.ts'

export type KeyList = Awaited<ReturnType<PrivacyApi['credentials']['list']>>

/** Which keys there are and who used them; read anew when `changed` does, and on request. Never their values. */
export const useKeys = (list: PrivacyApi['credentials']['list'], onProblem: (error: unknown) => void, changed: unknown) => {
  const [keys, setKeys] = useState<KeyList | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    const ours = new AbortController()
    list({}, { signal: ours.signal }).then(setKeys, (error: unknown) => !ours.signal.aborted && onProblem(error))
    return () => ours.abort()
  }, [list, onProblem, changed, asked])
  const again = useCallback(() => setAsked((before) => before + 1), [])
  return { keys, again }
}
