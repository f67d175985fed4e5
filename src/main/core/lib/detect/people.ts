import { type Find, SURE } from './find.ts'
import { lookUp, WORD } from './lexicon.ts'
import { type Token, tokenise } from './tokens.ts'
import { PARTICLES, TITLES } from './vocabulary.ts'

/** Somebody whose name is looked for: see `Person` of the ports. */
export interface ListedPerson {
  readonly name: string
  readonly aliases: readonly string[]
}

export interface PeopleFinds {
  readonly finds: readonly Find[]
  /** As the list has them, each once. */
  readonly people: readonly string[]
}

interface Entry {
  readonly person: string
  readonly parts: readonly string[]
  /** A part of a longer name, or an ordinary word: counts where it is written large. */
  readonly needsCapital: boolean
}

// Without spaces between words a name is looked for as it stands.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}]/u

/** Looks for the people of a list by their names, aliases and the parts of their names, whatever their case and marks. */
export const createPeopleFinder = (people: readonly ListedPerson[]): ((text: string, tokens: readonly Token[]) => PeopleFinds) => {
  const byFirst = new Map<string, Entry[]>()
  const unspaced: { readonly person: string; readonly name: string }[] = []
  const add = (entry: Entry): void => {
    const [first] = entry.parts
    if (first === undefined) return
    const entries = byFirst.get(first)
    if (entries === undefined) byFirst.set(first, [entry])
    else entries.push(entry)
  }
  for (const { name, aliases } of people) {
    for (const written of [name, ...aliases].map((each) => each.trim()).filter((each) => each !== '')) {
      if (UNSPACED.test(written)) unspaced.push({ person: name, name: written })
      else for (const entry of entriesOf(name, written)) add(entry)
    }
  }
  // The longest first, so that a whole name is found as one.
  for (const entries of byFirst.values()) entries.sort((a, b) => b.parts.length - a.parts.length)

  return (text, tokens) => {
    const finds: Find[] = []
    const found = new Set<string>()
    tokens.forEach((token, index) => {
      let longest = 0
      for (const entry of byFirst.get(token.folded) ?? byFirst.get(withoutGenitive(token.folded)) ?? []) {
        if (entry.parts.length < longest || !matches(tokens, index, entry)) continue
        // Two people may share a name: the text may speak of either.
        found.add(entry.person)
        if (longest === 0) finds.push({ kind: 'person', start: token.start, end: tokens[index + entry.parts.length - 1]?.end ?? token.end, weight: SURE + 1 })
        longest = entry.parts.length
      }
    })
    for (const { person, name } of unspaced) {
      for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
        found.add(person)
        finds.push({ kind: 'person', start: at, end: at + name.length, weight: SURE + 1 })
      }
    }
    return { finds, people: people.map(({ name }) => name).filter((name, index, all) => found.has(name) && all.indexOf(name) === index) }
  }
}

const isOrdinary = (part: string): boolean => (lookUp(part) & WORD) !== 0

const entriesOf = (person: string, written: string): readonly Entry[] => {
  const parts = tokenise(written).map(({ folded }) => folded)
  const whole: Entry = { person, parts, needsCapital: parts.length === 1 && isOrdinary(parts[0] ?? '') }
  if (parts.length < 2) return parts.length === 0 ? [] : [whole]
  const single = parts.filter((part) => part.length > 2 && !PARTICLES.has(part) && !TITLES.has(part) && !isOrdinary(part))
  return [whole, ...single.map((part) => ({ person, parts: [part], needsCapital: true }))]
}

// "Maras" in German, "Maris" in others: the name with an s.
const withoutGenitive = (folded: string): string => (folded.length > 3 && folded.endsWith('s') ? folded.slice(0, -1) : folded)

const matches = (tokens: readonly Token[], at: number, entry: Entry): boolean =>
  entry.parts.every((part, offset) => {
    const token = tokens[at + offset]
    const before = tokens[at + offset - 1]
    if (token === undefined || (entry.needsCapital && !token.isCapital)) return false
    if (offset > 0 && before !== undefined && token.start - before.end > 3) return false
    return token.folded === part || (offset === entry.parts.length - 1 && withoutGenitive(token.folded) === part)
  })

