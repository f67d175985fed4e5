import type { MemoCounts } from '../../../contract/memos.ts'

/** `412 filed, 1 in work, 3 need you`: what is zero is left out, what is shown adds up to every known file. */
export const countsInWords = (counts: MemoCounts): string => {
  const parts: readonly (readonly [number, string])[] = [
    [counts.filed, 'filed'],
    [counts.working, 'in work'],
    [counts.waiting, counts.waiting === 1 ? 'waits' : 'wait'],
    [counts.needYou, counts.needYou === 1 ? 'needs you' : 'need you'],
    [counts.skipped, 'skipped'],
    [counts.cancelled, 'left out'],
  ]
  const shown = parts.filter(([count]) => count > 0).map(([count, words]) => `${count.toLocaleString('en')} ${words}`)
  return shown.join(', ')
}
