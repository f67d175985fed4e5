import type { Detail } from '../../../../contract/privacy.ts'
import { findAddresses } from './address/find-addresses.ts'
import { findCards } from './card.ts'
import { findIbans } from './iban.ts'
import { findEmails, findIps, findUrls } from './internet.ts'
import { mergeFinds } from './merge.ts'
import { findNationalIds } from './national-id.ts'
import { createPeopleFinder, type ListedPerson } from './people.ts'
import { findPersons } from './person/find-persons.ts'
import { findPhones, type IsPhoneNumber } from './phone.ts'
import { findSecrets } from './secret.ts'
import { tokenise } from './tokens.ts'

export interface Found {
  readonly details: readonly Detail[]
  readonly people: readonly string[]
}

export type FindDetails = (text: string) => Found

/** Finds the details of a text by rule, and the people of the list it speaks of; in time that grows as the text does. */
export const createDetailFinder = ({ people, isPhoneNumber }: { readonly people: readonly ListedPerson[]; readonly isPhoneNumber: IsPhoneNumber }): FindDetails => {
  const findPeople = createPeopleFinder(people)
  return (text) => {
    const tokens = tokenise(text)
    const listed = findPeople(text, tokens)
    const details = mergeFinds([
      ...findSecrets(text, tokens),
      ...findEmails(text),
      ...findUrls(text),
      ...findIps(text),
      ...findIbans(text),
      ...findCards(text),
      ...findNationalIds(text),
      ...findPhones(text, isPhoneNumber),
      ...findAddresses(text, tokens),
      ...findPersons(text, tokens),
      ...listed.finds,
    ])
    return { details, people: listed.people }
  }
}
