import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAsWritten, splitNote } from '../../src/main/adapters/vault-fs/frontmatter.ts'
import { parseTranscript } from '../../src/main/core/notes/transcript-files.ts'
import type { StoredVersion } from '../../src/main/core/notes/index.ts'

export interface NoteFacts {
  readonly path: string
  readonly id: string
  /** Its check sum holds: not a byte is missing or other than it was written. */
  readonly whole: boolean
  readonly frontmatter: Readonly<Record<string, unknown>>
  readonly body: string
}

export interface VaultFacts {
  readonly notes: readonly NoteFacts[]
  readonly transcripts: readonly StoredVersion[]
  /** Hidden and temporary files, other than the vault's own mark. */
  readonly leftovers: readonly string[]
  readonly files: readonly string[]
}

/** Everything below a folder, as paths in it; an absent one holds nothing. */
export const filesBelow = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort()
  } catch {
    return []
  }
}

/** Reads a whole vault as it stands on the disk. Throws where a transcript cannot be parsed. */
export const readVault = (vault: string): VaultFacts => {
  const files = filesBelow(vault)
  const textOf = (path: string): string => readFileSync(join(vault, path), 'utf8')
  return {
    files,
    notes: files
      .filter((path) => path.endsWith('.md'))
      .map((path) => {
        const text = textOf(path)
        const { frontmatter, body } = splitNote(text)
        return { path, id: String(frontmatter['id']), whole: isAsWritten(text), frontmatter, body }
      }),
    transcripts: files.filter((path) => path.endsWith('.transcript.json')).map((path) => parseTranscript(textOf(path))),
    leftovers: files.filter((path) => /(^|\/)\.|\.tmp$|\.part$/.test(path) && path !== '.freehold'),
  }
}
