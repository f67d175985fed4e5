import { counted } from '../../words/sizes.ts'

/** What hangs over the chat, in words: `3 files. They are read on this Mac.` */
export const attachWords = (types: readonly string[], place: string): string => {
  if (types.length > 0 && types.every((type) => type.startsWith('image/'))) return 'A picture cannot be read by the models here.'
  const read = types.length === 1 ? `It is read on ${place}.` : `They are read on ${place}.`
  return types.length === 0 ? `What you drop is read on ${place}.` : `${counted(types.length, 'file')}. ${read} Nothing is sent before you send it.`
}

/** The files of a drop without its folders, which have no text of their own. */
export const filesOf = ({ files, entries }: { readonly files: readonly File[]; readonly entries: readonly Pick<FileSystemEntry, 'isDirectory' | 'name'>[] }): readonly File[] => {
  const folders = new Set(entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name))
  return files.filter(({ name }) => !folders.has(name))
}
