import type { CatalogueModel } from '../../../contract/models.ts'
import { AppError } from '../../../contract/errors.ts'
import { hubRefText, parseModelRef } from '../lib/hf-ref.ts'
import type { HubRef, ModelRef } from '../lib/hf-ref.ts'
import { firstPartOf, furtherParts } from '../lib/model-parts.ts'
import type { Ask } from './ask.ts'
import type { DownloadsDeps } from './deps.ts'
import type { FoundModel } from './downloads.ts'
import { fileUrl, isModelName, listFiles, needsToken, readRepository } from './hub.ts'
import { safeFileName } from './file-name.ts'
import { tell } from './told.ts'
import type { Told } from './told.ts'
import { manyFiles, noModelThere, notAReference, notTheCatalogues } from './words.ts'

/** What a reference means, before anybody is asked. */
export interface Meant {
  readonly ref: string
  /** The same for every way to name the same file. */
  readonly key: string
  readonly name: string
  /** Null where only the source knows. */
  readonly fileName: string | null
  readonly source: Exclude<ModelRef, { readonly kind: 'name' }>
  readonly offered: CatalogueModel | null
}

export interface SourceFile {
  readonly fileName: string
  /** The first is the source; the others hold the same file. */
  readonly urls: readonly string[]
  readonly sizeBytes: number | null
  readonly sha256: string | null
  readonly validator: string | null
}

/** What is to be fetched: one file, or the parts of a model that is cut up. */
export interface Resolved {
  readonly files: readonly SourceFile[]
  readonly withCredential: boolean
}

export interface Sources {
  /** Throws AppError BAD_REQUEST for what is no reference. */
  mean(ref: string): Meant
  resolve(meant: Meant, signal: AbortSignal): Promise<Resolved>
  lookUp(meant: Meant, signal: AbortSignal): Promise<readonly FoundModel[]>
}

const MOST_PARTS = 64

/** Finds out what a reference leads to: from the catalogue, the hub, or the server of an address. */
export const createSources = ({ ask, findOffered, settings }: Pick<DownloadsDeps, 'findOffered' | 'settings'> & { readonly ask: Ask }): Sources => {
  const hubUrl = (ref: HubRef, file: string): string => fileUrl(settings().endpoint, ref, file)

  const mean = (ref: string): Meant => {
    const parsed = parseModelRef(ref)
    if (parsed === null) throw notAReference()
    const offered = parsed.kind === 'name' ? (findOffered(parsed.name) ?? null) : null
    const source = offered === null ? parsed : parseModelRef(offered.source)
    if (source === null || source.kind === 'name') throw notAReference()
    const fileName = offered?.fileName ?? nameIn(source)
    return { ref, key: source.kind === 'url' ? source.url : hubRefText(source), name: offered?.name ?? (fileName === null ? (source.kind === 'hub' ? source.repository : source.url) : stemOf(fileName)), fileName, source, offered }
  }

  const fileOf = async ({ source, fileName, offered }: Meant, path: string | null, signal: AbortSignal): Promise<SourceFile & { readonly withCredential: boolean }> => {
    const url = source.kind === 'url' ? source.url : hubUrl(source, path ?? '')
    const told = await tellOr(offered, () => tell(ask, { url, credential: source.kind === 'hub' ? settings().credential : null }, signal))
    const isOther = offered?.sha256 !== undefined && told !== null && told.sha256 !== null && told.sha256 !== offered.sha256
    if (isOther && offered.mirrors.length === 0) throw notTheCatalogues()
    // Of a commit, so that the file cannot change while it comes.
    const pinned = source.kind === 'hub' && told !== null && told.commit !== null ? hubUrl({ ...source, revision: told.commit }, path ?? '') : url
    return {
      fileName: fileName ?? safeFileName(path ?? new URL(url).pathname),
      urls: [...(told === null || isOther ? [] : [pinned]), ...(offered?.mirrors ?? [])],
      sizeBytes: (isOther ? null : told?.sizeBytes) ?? offered?.sizeBytes ?? null,
      sha256: offered?.sha256 ?? told?.sha256 ?? null,
      validator: isOther ? null : (told?.validator ?? null),
      withCredential: told?.withCredential ?? false,
    }
  }

  return {
    mean,
    resolve: async (meant, signal) => {
      const { source } = meant
      const paths = source.kind === 'url' ? [null] : partsOf(source.file ?? (await onlyFile(source, signal)))
      const files: SourceFile[] = []
      let withCredential = false
      for (const path of paths) {
        // The parts of a model have names of their own; one file has the catalogue's.
        const { withCredential: asked, ...file } = await fileOf(paths.length > 1 ? { ...meant, fileName: null } : meant, path, signal)
        files.push(file)
        withCredential ||= asked
      }
      return { files, withCredential }
    },
    lookUp: async (meant, signal) => {
      const { source, ref, offered } = meant
      if (source.kind === 'url') {
        const file = await fileOf(meant, null, signal)
        return [found(meant, ref, source.url, file, offered?.licence ?? null, null)]
      }
      const repository = await readRepository(ask, settings(), source, signal)
      const wants = repository.isGated && !repository.withCredential ? settings().credential : null
      const pinned = { ...source, revision: repository.commit ?? source.revision }
      const files = await listFiles(ask, settings(), pinned, repository.withCredential, signal)
      const first = (path: string): boolean => firstPartOf(path) === null
      const shown = source.file === null ? files.filter(({ path }) => first(path)) : files.filter(({ path }) => path === source.file)
      if (shown.length === 0) throw noModelThere()
      return shown.map(({ path, sha256 }) => {
        const parts = files.filter((each) => partsOf(path).includes(each.path))
        const sizeBytes = parts.some((part) => part.sizeBytes === null) ? null : parts.reduce((bytes, part) => bytes + (part.sizeBytes ?? 0), 0)
        const text = hubRefText({ ...source, file: path })
        return found(meant, source.file === null ? text : ref, text, { fileName: source.file !== null && meant.fileName !== null ? meant.fileName : safeFileName(path), sizeBytes, sha256: parts.length > 1 ? null : sha256 }, repository.licence ?? offered?.licence ?? null, wants)
      })
    },
  }

  async function onlyFile(source: HubRef, signal: AbortSignal): Promise<string> {
    const repository = await readRepository(ask, settings(), source, signal)
    if (repository.isGated && !repository.withCredential) throw needsToken(settings())
    const files = (await listFiles(ask, settings(), source, repository.withCredential, signal)).map(({ path }) => path).filter((path) => firstPartOf(path) === null)
    const [only] = files
    if (only === undefined) throw noModelThere()
    if (files.length > 1) throw manyFiles(files.map((file) => hubRefText({ ...source, file })))
    return only
  }
}

// What the catalogue knows is enough where the source cannot be asked and another place has the file.
const tellOr = async (offered: CatalogueModel | null, asking: () => Promise<Told>): Promise<Told | null> => {
  try {
    return await asking()
  } catch (error) {
    const isElsewhere = offered !== null && offered.mirrors.length > 0 && error instanceof AppError && ['NOT_FOUND', 'UPSTREAM', 'OFFLINE', 'NO_KEY', 'BAD_KEY'].includes(error.code)
    if (!isElsewhere) throw error
    return null
  }
}

const found = (meant: Meant, ref: string, source: string, file: Pick<SourceFile, 'fileName' | 'sizeBytes' | 'sha256'>, licence: string | null, wantsCredential: string | null): FoundModel => ({
  ref,
  name: meant.offered?.name ?? stemOf(file.fileName),
  fileName: file.fileName,
  sizeBytes: file.sizeBytes,
  sha256: file.sha256,
  licence,
  wantsCredential,
  source,
})

const nameIn = (source: Meant['source']): string | null => {
  if (source.kind === 'hub') return source.file === null ? null : safeFileName(source.file)
  const { pathname } = new URL(source.url)
  return isModelName(pathname) ? safeFileName(pathname) : null
}

const stemOf = (fileName: string): string => fileName.replace(/\.(gguf|bin|ggml)$/i, '')

/** All parts of a model that is cut up, `name-00001-of-00003.gguf`; any other file is its only part. */
const partsOf = (path: string): readonly string[] => {
  const first = firstPartOf(path) ?? path
  const parts = [first, ...furtherParts(first)]
  return parts.includes(path) && parts.length <= MOST_PARTS ? parts : [path]
}
