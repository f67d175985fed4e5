import type { Person, ScannedNote } from '../ports/index.ts'

/** The people of the vault, kept as it is read. */
export interface PeopleList {
  /** The same array until somebody is added, renamed or removed. */
  people(): readonly Person[]
  /** Reads the vault again; what it cannot read leaves the list as it was. */
  refresh(signal: AbortSignal): Promise<void>
}

/** Keeps the list of people: a note each in the folder of people, its title the name, `aliases` in its frontmatter the others. */
export const createPeopleList = (deps: { readonly scanNotes: (signal: AbortSignal) => AsyncIterable<ScannedNote>; readonly peopleFolder: () => string }): PeopleList => {
  let people: readonly Person[] = []
  return {
    people: () => people,
    refresh: async (signal) => {
      const found: Person[] = []
      const folder = trimSlashes(deps.peopleFolder())
      for await (const note of deps.scanNotes(signal)) {
        const person = isIn(note.path, folder) ? toPerson(note) : null
        if (person !== null) found.push(person)
      }
      const next = found.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      if (JSON.stringify(next) !== JSON.stringify(people)) people = next
    },
  }
}

const trimSlashes = (folder: string): string => folder.replace(/^\/+|\/+$/g, '')

// Folders of a Mac take no account of case.
const isIn = (path: string, folder: string): boolean => path.toLowerCase().startsWith(`${folder.toLowerCase()}/`)

/** Who a note is about; null for one without a name. The file's name is the title, as Obsidian has it; `title` is one more name. */
export const toPerson = ({ path, frontmatter }: ScannedNote): Person | null => {
  const name = clean(path.replace(/^.*\//u, '').replace(/\.md$/iu, ''))
  if (name === '') return null
  const others = [...textsOf(frontmatter['aliases']), ...textsOf(frontmatter['alias']), ...textsOf(frontmatter['title'])].map(clean)
  return { name, aliases: [...new Set(others)].filter((each) => each !== '' && each !== name) }
}

// `Ann (work)` and `Ann – dentist` are notes on Ann.
const clean = (name: string): string => name.replace(/\s*(?:\([^)]*\)|\[[^\]]*\])\s*/g, ' ').replace(/\s[–—]\s.*$/u, '').replace(/^@/, '').trim()

// A list, or one name alone, or several between commas: Obsidian takes them all.
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.split(',')
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}
