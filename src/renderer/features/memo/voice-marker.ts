import { paragraphOf, wordAt, type Reading } from './paragraphs.ts'

/**
 * Marks the spoken word in the paragraphs that are in the page, by class alone: thirty thousand words and sixty moments a
 * second are no matter for React. What follows the marked word is paler by CSS.
 */
export const createVoiceMarker = (root: HTMLElement, reading: Reading) => {
  let word = -2
  let marked: Element | null = null

  const paint = (): void => {
    marked?.classList.remove('on')
    const paragraph = word < 0 ? -1 : paragraphOf(reading.paragraphs, word)
    for (const element of root.querySelectorAll<HTMLElement>('[data-paragraph]')) {
      const own = Number(element.dataset['paragraph'])
      element.classList.toggle('now', own === paragraph)
      element.classList.toggle('next', word >= 0 && own > paragraph)
    }
    marked = word < 0 ? null : root.querySelector(`[data-word="${word}"]`)
    marked?.classList.add('on')
  }

  return {
    /** Paints again after paragraphs came into the page. */
    paint,
    /** Marks what is spoken at this moment; true when that is another word than before. */
    moment(seconds: number): boolean {
      const now = seconds <= 0 ? -1 : wordAt(reading.starts, seconds)
      if (now === word) return false
      word = now
      paint()
      return true
    },
    word: () => word,
    marked: () => marked,
  }
}
