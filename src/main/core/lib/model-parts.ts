const PART = /-(\d{5})-of-(\d{5})\.gguf$/i
const MOST_PARTS = 200

/** The other parts of a model that is cut up (`name-00001-of-00003.gguf`), by the path of the first; none for any other file. */
export const furtherParts = (path: string): readonly string[] => {
  const [ending, number, count = ''] = PART.exec(path) ?? []
  if (ending === undefined || Number(number) !== 1 || Number(count) > MOST_PARTS) return []
  return Array.from({ length: Math.max(0, Number(count) - 1) }, (_, index) => `${path.slice(0, -ending.length)}-${String(index + 2).padStart(5, '0')}-of-${count}${ending.slice(-'.gguf'.length)}`)
}

/** The path of the first part, of a further one; null for any other file. */
export const firstPartOf = (path: string): string | null => {
  const [ending, number, count = ''] = PART.exec(path) ?? []
  return ending === undefined || Number(number) === 1 ? null : `${path.slice(0, -ending.length)}-00001-of-${count}${ending.slice(-'.gguf'.length)}`
}
