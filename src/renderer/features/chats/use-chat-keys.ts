import { useEffect, useRef } from 'react'
import { isMac } from '../../words/keys.ts'

export interface ChatKeys {
  readonly onJump: () => void
  readonly onFind: () => void
  readonly onNew: () => void
  readonly onCopy: () => void
}

/** ⌘K, ⌘F, ⌘N and ⌘⇧C on the chat's screen; Control where there is no ⌘. Not while a sheet is open. */
export const useChatKeys = (keys: ChatKeys): void => {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !(isMac ? event.metaKey : event.ctrlKey) || event.altKey || document.querySelector('dialog[open]')) return
      const { onJump, onFind, onNew, onCopy } = latest.current
      const plain: Readonly<Record<string, () => void>> = { k: onJump, f: onFind, n: onNew }
      const act = event.shiftKey ? { c: onCopy }[event.key.toLowerCase()] : plain[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
