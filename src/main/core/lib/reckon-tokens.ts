// Between English and German in the vocabularies of the usual models; words of most other languages take fewer characters a token.
const CHARACTERS_PER_TOKEN = 3

/** Tokens of a text by its length, where no model has counted them; what is reckoned is shown as reckoned. */
export const reckonTokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN)
