/**
 * Tokens of text context: half of Whisper's text window for expected words, else none. In a part of more than one look,
 * expected words drag along what was written before.
 */
export const contextForPrompt = (prompt: string): number => (prompt === '' ? 0 : 224)
