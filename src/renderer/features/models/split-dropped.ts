import { isModelFile } from './model-words.ts'

interface Things {
  readonly files: readonly File[]
  readonly entries: readonly FileSystemEntry[]
}

/** Tells the model files of a drop from what may be recordings. */
export const splitDropped = ({ files, entries }: Things): { readonly models: readonly File[]; readonly others: Things } => ({
  models: files.filter(({ name }) => isModelFile(name)),
  others: { files: files.filter(({ name }) => !isModelFile(name)), entries: entries.filter(({ isFile, name }) => !(isFile && isModelFile(name))) },
})

/** What hangs over the models page: its files’ names are not told before they fall. */
export const modelsHoverWords = (kinds: readonly string[], place: string): string => {
  const one = kinds.length === 1
  return `${one ? 'A model file is' : 'Model files are'} added here, ${one ? 'a recording is' : 'recordings are'} written down. ${one ? 'It stays' : 'They stay'} on ${place}.`
}
