/** A terminal that can be told not to show what is typed. */
export interface PromptInput {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
  on(event: 'data', listener: (piece: Buffer) => void): unknown
  off(event: 'data', listener: (piece: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

const [CTRL_C, CTRL_D, BACKSPACE, CTRL_U, DELETE, ESCAPE] = ['\u0003', '\u0004', '\b', '\u0015', '\u007F', '\u001B']

/** Asks for a line that nobody sees: it is not echoed, nor put into a history. Rejects with AbortError on ⌃C. */
export const hiddenPrompt = (question: string, input: PromptInput, show: (text: string) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    // The bytes and not the text so far: a letter may come in two pieces.
    const decoder = new TextDecoder()
    let typed = ''
    let inSequence = false
    const end = (settle: () => void): void => {
      input.off('data', hear)
      input.setRawMode?.(false)
      input.pause()
      show('\n')
      settle()
    }
    const hear = (piece: Buffer): void => {
      for (const letter of decoder.decode(piece, { stream: true })) {
        // Arrow keys, and the marks around a paste: ESC [ 200 ~
        if (inSequence) inSequence = !/[A-Za-z~]/.test(letter)
        else if (letter === ESCAPE) inSequence = true
        else if (letter === '\r' || letter === '\n' || letter === CTRL_D) return end(() => resolve(typed))
        else if (letter === CTRL_C) return end(() => reject(new DOMException('It was stopped.', 'AbortError')))
        else if (letter === CTRL_U) typed = ''
        else if (letter === BACKSPACE || letter === DELETE) typed = [...typed].slice(0, -1).join('')
        else typed += letter
      }
    }
    input.setRawMode?.(true)
    input.on('data', hear)
    input.resume()
    show(question)
  })
