import { AppError } from '../../../contract/errors.ts'
import { hubRefText, parseModelRef } from '../lib/hf-ref.ts'
import type { LocalApiDeps } from './deps.ts'

type Deps = Pick<LocalApiDeps, 'settings' | 'catalogue'>

/** Throws NOT_PERMITTED where the person did not say that apps may do this. */
export const refuseUnlessManaging = ({ settings }: Pick<Deps, 'settings'>, what: string): void => {
  if (!settings().mayManageModels) throw new AppError('NOT_PERMITTED', `Apps may not ${what} here.`, { next: 'Do it on the Models page, or set api.mayManageModels in the settings.' })
}

/**
 * What an app may have fetched: a model of the catalogue, ours or the person's own, by its name or where it comes from; other files of the hub
 * where the person said so. An address never: one chosen by an app could carry out what it knows, or reach machines at home. Throws NOT_PERMITTED.
 */
export const refToPull = (deps: Deps, ref: string): string => {
  const meant = parseModelRef(ref)
  // What is no reference at all has a sentence of its own, where it is fetched.
  if (meant === null || meant.kind === 'name') return ref
  const key = keyOf(ref)
  const offered = deps.catalogue().find(({ source }) => keyOf(source) === key)
  if (offered !== undefined) return offered.id
  if (meant.kind === 'url') throw new AppError('NOT_PERMITTED', 'Apps may not have an address fetched.', { next: 'Fetch it on the Models page, or ask for a model of the catalogue by its name.' })
  refuseUnlessManaging(deps, 'fetch a model that is not of the catalogue')
  return ref
}

const keyOf = (ref: string): string | null => {
  const meant = parseModelRef(ref)
  if (meant === null || meant.kind === 'name') return null
  return meant.kind === 'url' ? meant.url : hubRefText(meant)
}
