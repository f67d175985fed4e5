import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../shared/', import.meta.url))

/** The path of a fixture that lies beside the checkout, e.g. `audio/01-short-us-male.m4a`; it may be missing elsewhere. */
export const shared = (name: string): string => ROOT + name

/** For `it.skipIf(missing('models/x.bin'))`: true when a fixture is not here, so that its tests are skipped by name. */
export const missing = (...names: readonly string[]): boolean => names.some((name) => !existsSync(shared(name)))
