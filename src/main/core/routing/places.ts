/** A folder as the steps that lead to it, in the form that rules compare: `Book/Drafts/` is `book`, `drafts`. */
export const folderSteps = (folder: string): readonly string[] => {
  const path = folder.normalize('NFC').replaceAll('\\', '/')
  const steps: string[] = path.startsWith('/') ? ['/'] : []
  for (const step of path.toLowerCase().split('/').map((part) => part.trim())) {
    if (step === '' || step === '.') continue
    // A path that climbs out of a folder is not in it, whatever it starts with.
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '/' && steps.at(-1) !== '..') steps.pop()
    else steps.push(step)
  }
  return steps
}

/** A tag as its levels: `#Garden/Roses` is `garden`, `roses`. */
export const tagSteps = (tag: string): readonly string[] =>
  tag
    .normalize('NFC')
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/^[#\s]+/u, '').trim())
    .filter((part) => part !== '')

/** Whether the one leads to the other or below it: everything is in itself. */
export const isWithin = (steps: readonly string[], outer: readonly string[]): boolean => outer.every((step, at) => steps[at] === step)

/** A name in the form that rules compare. */
export const foldName = (name: string): string => name.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').toLowerCase()
