/** All of standard input as text. Read as a stream: a pipe may have nothing to give yet, and ⌃C ends the waiting. */
export const readStandardInput = async (signal: AbortSignal): Promise<string> => {
  const giveUp = (): void => void process.stdin.destroy()
  signal.throwIfAborted()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const pieces: Buffer[] = []
    for await (const piece of process.stdin) pieces.push(piece as Buffer)
    return Buffer.concat(pieces).toString('utf8')
  } finally {
    signal.removeEventListener('abort', giveUp)
    signal.throwIfAborted()
  }
}
