/** A part of a few words guesses its language: the one with the most text counts. Null where none is known. */
export const languageOfMost = (parts: readonly { readonly language: string | null; readonly heard: readonly { readonly text: string }[] }[]): string | null => {
  const charactersByLanguage = new Map<string, number>()
  for (const { language, heard } of parts) {
    if (language === null) continue
    const characters = heard.reduce((sum, { text }) => sum + text.length, 0)
    charactersByLanguage.set(language, (charactersByLanguage.get(language) ?? 0) + characters)
  }
  return [...charactersByLanguage].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
