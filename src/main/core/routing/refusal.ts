import { AppError } from '../../../contract/errors.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { Reason } from '../../../contract/privacy.ts'
import { joinSentences } from './words.ts'

const CODES: Readonly<Record<string, ErrorCode>> = { 'local-only': 'LOCAL_ONLY', settings: 'SETTINGS_BROKEN', ledger: 'LEDGER_FAILED', 'no-destination': 'NO_DESTINATION', zone: 'NOT_PERMITTED' }
const NEXT: Readonly<Record<string, string>> = {
  'local-only': 'Turn Local only off to ask a model elsewhere.',
  settings: 'Mend the settings file first.',
  changed: 'Ask again, and it goes by what holds now.',
  'no-destination': 'Add it under Privacy, or choose another.',
}

/** Why something was not sent, as an error that a person reads. */
export const refusalOf = (reasons: readonly Reason[]): AppError => {
  const [first] = reasons
  const rule = first?.rule ?? ''
  return new AppError(CODES[rule] ?? 'KEPT_HERE', `Nothing was sent. ${joinSentences(reasons.slice(0, 2).map(({ words }) => words))}`, { next: NEXT[rule] })
}

/** Why an app was handed nothing, in words that tell it no more than it may know: not what a text is about, nor whom a rule names. */
export const refusalForApp = (reasons: readonly Reason[]): AppError => {
  const [first] = reasons
  const rule = first?.rule ?? ''
  const isPlain = rule.startsWith('table:') || PLAIN_RULES.has(rule)
  const next = rule === 'local-only' ? 'The person can turn Local only off in Freehold.' : rule === 'grant' ? 'The person can change it in Freehold, under Models, Apps.' : rule === 'answer' || rule === 'changed' ? undefined : 'The person can change it in Freehold, under Privacy.'
  return new AppError(CODES[rule] ?? 'KEPT_HERE', `It was not handed over. ${joinSentences([isPlain && first ? first.words : 'A rule of the person keeps it here'])}`, { next })
}

const PLAIN_RULES: ReadonlySet<string> = new Set(['local-only', 'settings', 'ledger', 'answer', 'grant', 'changed', 'hide', 'unlisted'])
