import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What is wrong with a value, in a person's words, with the key it stands under. */
export const issueToSentence = (issue: Issue): string => {
  const key = issue.path.join('.')
  switch (issue.code) {
    case 'unrecognized_keys':
      return `Freehold has no setting named ${issue.keys.map((name) => `“${[...issue.path, name].join('.')}”`).join(', ')}.`
    case 'invalid_type':
      return key === '' ? 'The settings are to be a list of names with values, such as “memos:”.' : `“${key}” is to be ${TYPE_WORDS[issue.expected] ?? `a ${issue.expected}`}.`
    case 'too_small':
      return issue.origin === 'string' ? `“${key}” is empty.` : `“${key}” is to be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`
    case 'too_big':
      return `“${key}” is to be at most ${issue.maximum}.`
    case 'custom':
      return `“${key}” ${issue.message}`
    default:
      return `“${key}” has a value that Freehold does not know.`
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings, indented below it',
}
