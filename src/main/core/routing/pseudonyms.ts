import type { DetailKind } from '../../../contract/privacy.ts'
import type { Person } from '../ports/index.ts'
import { placeholderFor, placeholderKey } from './placeholders.ts'

/** What is to be hidden, exactly as it is written, and what it is. */
export interface Original {
  readonly kind: DetailKind
  readonly value: string
}

/**
 * A placeholder for each original, in the order they come. One thing has one number, however it is written; each way to
 * write it has a letter, so that it comes back as it was. Numbers that the text uses already are passed over.
 */
export const namePlaceholders = (originals: readonly Original[], taken: ReadonlySet<string>, people: readonly Person[]): ReadonlyMap<string, string> => {
  const identify = identifier(originals, people)
  const numbers = new Map<string, number>()
  const next = new Map<DetailKind, number>()
  const forms = new Map<string, number>()
  const names = new Map<string, string>()
  // A look-alike with a letter takes its number too: `‹Person 1b›` would read as another way to write our first person.
  const takenNumbers = new Set([...taken].map((key) => key.replace(/[a-z]+$/u, '')))
  const isTaken = (kind: DetailKind, number: number): boolean => takenNumbers.has(placeholderKey(placeholderFor(kind, number, 0)) ?? '')
  for (const original of originals) {
    if (names.has(original.value)) continue
    const { kind } = original
    const identity = `${kind} ${identify(original)}`
    let number = numbers.get(identity)
    if (number === undefined) {
      number = (next.get(kind) ?? 0) + 1
      while (isTaken(kind, number)) number += 1
      next.set(kind, number)
      numbers.set(identity, number)
    }
    const form = forms.get(identity) ?? 0
    forms.set(identity, form + 1)
    names.set(original.value, placeholderFor(kind, number, form))
  }
  return names
}

const identifier = (originals: readonly Original[], people: readonly Person[]): ((original: Original) => string) => {
  const spoken = new Set(originals.filter(({ kind }) => kind === 'person').map(({ value }) => nameOf(value)))
  const listed = new Map<string, Set<string>>()
  for (const { name, aliases } of people) {
    for (const each of [name, ...aliases].map(nameOf)) listed.set(each, (listed.get(each) ?? new Set()).add(nameOf(name)))
  }
  const full = (name: string): string => {
    const known = listed.get(name)
    if (known?.size === 1) return [...known][0] ?? name
    const longer = [...new Set([...spoken].filter((other) => isPartOf(name, other)).map((other) => only(listed.get(other)) ?? other))]
    // "Mara" is "Mara Ellegaard" where only one such is spoken of; of two, nobody knows which.
    const longest = longer.filter((other) => !longer.some((another) => isPartOf(other, another)))
    return longest.length === 1 ? (longest[0] ?? name) : name
  }
  const known = new Map<string, string>()
  return ({ kind, value }) => {
    if (kind !== 'person') return normalise(kind, value)
    const name = nameOf(value)
    const found = known.get(name) ?? full(name)
    known.set(name, found)
    return found
  }
}

const only = (values: ReadonlySet<string> | undefined): string | undefined => (values?.size === 1 ? [...values][0] : undefined)

const nameOf = (value: string): string =>
  value
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replace(/['’]s?$/u, '')
    .trim()

const isPartOf = (name: string, other: string): boolean => other.length > name.length && ` ${other} `.includes(` ${name} `)

const normalise = (kind: DetailKind, value: string): string => {
  const text = value.normalize('NFC')
  switch (kind) {
    case 'card':
    case 'iban':
    case 'national-id':
    case 'phone':
      return text.replaceAll(/[^\p{L}\p{N}+]/gu, '').toUpperCase()
    case 'secret':
    case 'url':
      return text
    default:
      return text.toLowerCase().replaceAll(/\s+/gu, ' ').trim()
  }
}
