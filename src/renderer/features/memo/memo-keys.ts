import { useEffect } from 'react'
import type { Segment } from '../../../contract/memos.ts'
import { wordAt } from './paragraphs.ts'
import { SPEEDS, type Voice } from './voice.ts'

const STEP_SECONDS = 5

/** Space plays, ←→ a word, ⇧←→ five seconds, [ ] speed, D the next doubt, Esc back; not while something is typed or open. */
export const useMemoKeys = (voice: Voice | null, starts: Float64Array, doubts: readonly Segment[], onBack: () => void): void => {
  useEffect(() => {
    if (!voice) return
    const byWord = (step: number): void => voice.seek(starts[Math.max(0, wordAt(starts, voice.seconds()) + step)] ?? voice.seconds())
    const bySpeed = (step: number): void => {
      const at = SPEEDS.findIndex((speed) => speed === voice.store.getState().speed)
      voice.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + step))] ?? 1)
    }
    const nextDoubt = (): void => {
      const next = doubts.find(({ startSeconds }) => startSeconds > voice.seconds() + 0.05) ?? doubts[0]
      if (next) voice.hear(next.startSeconds, next.endSeconds)
    }
    const onKey = (event: KeyboardEvent): void => {
      // On many keyboards a bracket is typed with Option or AltGr, which counts as Control and Alt.
      const isBracket = event.key === '[' || event.key === ']'
      if (event.defaultPrevented || event.metaKey || (!isBracket && (event.ctrlKey || event.altKey))) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('input, select, textarea, dialog, [role="menu"]')) return
      const onControl = target?.closest('button, a, summary') ?? null
      const actions: Record<string, () => void> = {
        ...(!onControl && { ' ': () => voice.toggle() }),
        ArrowRight: () => (event.shiftKey ? voice.seek(voice.seconds() + STEP_SECONDS) : byWord(1)),
        ArrowLeft: () => (event.shiftKey ? voice.seek(voice.seconds() - STEP_SECONDS) : byWord(-1)),
        '[': () => bySpeed(-1),
        ']': () => bySpeed(1),
        d: nextDoubt,
        Escape: onBack,
      }
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [voice, starts, doubts, onBack])
}
