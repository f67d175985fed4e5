import { isPhoneNumber } from '../../../../src/main/adapters/detect-worker/is-phone-number.ts'
import type { ListedPerson } from '../../../../src/main/core/lib/detect/people.ts'
import { createDetailFinder, type FindDetails } from '../../../../src/main/core/lib/detect/find-details.ts'

/** The rules as the worker has them. */
export const finder = (people: readonly ListedPerson[] = []): FindDetails => createDetailFinder({ people, isPhoneNumber })

/** What is found, as `kind: words`. */
export const shown = (text: string, find: FindDetails = finder()): readonly string[] => find(text).details.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)
