/** Tokens as they are said beside a limit: `840`, `2.1k`, `12.8k`, `41k`; whole thousands without a point. */
export const tokensInWords = (tokens: number): string => {
  if (tokens < 1000) return String(Math.max(0, Math.round(tokens)))
  const thousands = tokens / 1000
  return thousands < 19.95 ? `${thousands.toFixed(1).replace('.0', '')}k` : `${Math.round(thousands)}k`
}

/** A model's limit as it is spoken of: 16,384 is `16k`, 128,000 is `128k`. */
export const limitInWords = (tokens: number): string => (tokens >= 1024 && tokens % 1024 === 0 && tokens % 1000 !== 0 ? `${tokens / 1024}k` : tokensInWords(tokens))
