import type { Rule } from '../../../contract/privacy.ts'
import type { Person } from '../ports/index.ts'
import { foldName } from './places.ts'

/**
 * People of the rules that a text names, or whom a detector found under another of their names. Looked for here as well, so
 * that a rule about somebody holds when the detectors failed, and for somebody who is on no list.
 */
export const namedIn = (text: string, found: readonly string[], rules: readonly Rule[], people: readonly Person[]): readonly string[] => {
  const names = [...new Set(rules.flatMap(({ person }) => (person === undefined ? [] : [person])))]
  if (names.length === 0) return []
  const folded = foldName(text)
  const known = new Set(found.map(foldName))
  return names.filter((name) => !known.has(foldName(name)) && formsOf(name, people).some((form) => known.has(form) || standsIn(folded, form)))
}

// Everything that somebody is called, when the rule calls them by one of these names.
const formsOf = (name: string, people: readonly Person[]): readonly string[] => {
  const folded = foldName(name)
  const listed = people.map((person) => [person.name, ...person.aliases].map(foldName)).filter((forms) => forms.includes(folded))
  return [...new Set([folded, ...listed.flat()])].filter((form) => form !== '')
}

const standsIn = (text: string, form: string): boolean => {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    if (!/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) && !/^[\p{L}\p{N}]/u.test(text.slice(at + form.length, at + form.length + 2))) return true
  }
  return false
}
