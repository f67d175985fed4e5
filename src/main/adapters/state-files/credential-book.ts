import { readFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { z } from 'zod'
import { CredentialNameSchema } from '../../../contract/credentials.ts'
import type { CredentialBook, CredentialUse, Log } from '../../core/ports/index.ts'
import { replaceFile } from './replace-file.ts'

const USES_A_FEATURE = 10
const USES_A_NAME = 100
const WRITE_AFTER_MS = 1000

const BookSchema = z.record(CredentialNameSchema, z.array(z.object({ feature: z.string(), at: z.string() })))

/**
 * The book as a small JSON file. Where it cannot be read it starts anew and the broken one is kept beside it: no key is
 * lost by that, for a key is found by the name that the settings have for it.
 */
export const createCredentialBook = (path: string, log: Pick<Log, 'warn'>): CredentialBook => {
  const { entries, isBroken } = read(path)
  let saved: Promise<void> = isBroken ? rename(path, `${path}.broken`).catch(() => undefined) : Promise.resolve()
  if (isBroken) log.warn('credentials.book-broken')
  let timer: NodeJS.Timeout | undefined

  const save = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    // One write after the other, each of what holds then.
    saved = saved.catch(() => undefined).then(() => replaceFile(path, `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`))
    return saved
  }

  return {
    names: () => [...entries.keys()].toSorted((a, b) => a.localeCompare(b)),
    uses: (name) => entries.get(name) ?? [],
    add: async (name) => {
      if (entries.has(name)) return
      entries.set(name, [])
      await save()
    },
    forget: async (name) => {
      if (entries.delete(name)) await save()
    },
    note: (name, use) => {
      entries.set(name, shortened([use, ...(entries.get(name) ?? [])]))
      timer ??= setTimeout(() => void save().catch(() => log.warn('credentials.book-unwritten')), WRITE_AFTER_MS)
    },
    close: async () => {
      if (timer !== undefined) await save().catch(() => undefined)
      await saved.catch(() => undefined)
    },
  }
}

// A feature that uses a key all day must not push out the others.
const shortened = (uses: readonly CredentialUse[]): readonly CredentialUse[] => {
  const counts = new Map<string, number>()
  return uses
    .filter(({ feature }) => {
      const count = (counts.get(feature) ?? 0) + 1
      counts.set(feature, count)
      return count <= USES_A_FEATURE
    })
    .slice(0, USES_A_NAME)
}

const read = (path: string): { readonly entries: Map<string, readonly CredentialUse[]>; readonly isBroken: boolean } => {
  try {
    return { entries: new Map(Object.entries(BookSchema.parse(JSON.parse(readFileSync(path, 'utf8'))))), isBroken: false }
  } catch (error) {
    return { entries: new Map(), isBroken: !(error instanceof Error && 'code' in error && error.code === 'ENOENT') }
  }
}
