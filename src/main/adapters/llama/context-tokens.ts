// More is seldom wanted, and takes memory: 1.1 GB for a model of 4 billion parameters at this size.
const COMMON_CONTEXT_TOKENS = 8192

/** Tokens that a model is to hold: what is asked for, never more than it was made for. */
export const chooseContextTokens = (asked: number, trainTokens: number): number => Math.min(asked === 0 ? COMMON_CONTEXT_TOKENS : asked, trainTokens)
