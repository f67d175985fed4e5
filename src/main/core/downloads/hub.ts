import { z } from 'zod'
import { hubFileUrl } from '../lib/hf-ref.ts'
import type { HubRef } from '../lib/hf-ref.ts'
import type { Ask } from './ask.ts'
import { letGo } from './ask.ts'
import { askWithToken, refusal } from './told.ts'
import { wantsToken } from './words.ts'

export interface HubFile {
  readonly path: string
  readonly sizeBytes: number | null
  readonly sha256: string | null
}

export interface HubRepository {
  readonly commit: string | null
  readonly licence: string | null
  /** It gives its files only to who has agreed to its licence. */
  readonly isGated: boolean
  readonly withCredential: boolean
}

const ModelSchema = z.object({
  sha: z.string().nullish(),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish(), license_name: z.string().nullish() }).nullish(),
})
const TreeSchema = z.array(z.object({ type: z.string(), path: z.string(), size: z.number().int().nullish(), lfs: z.object({ oid: z.string(), size: z.number().int().nullish() }).nullish() }))

const MOST_ANSWER_BYTES = 16 * 2 ** 20

/** What the hub says of a repository. */
export const readRepository = async (ask: Ask, hub: { readonly endpoint: string; readonly credential: string }, { owner, repository, revision }: HubRef, signal: AbortSignal): Promise<HubRepository> => {
  const { value, withCredential } = await readJson(ask, { url: `${apiOf(hub.endpoint, owner, repository)}/revision/${encodeURIComponent(revision)}`, credential: hub.credential }, signal)
  const { sha, gated, cardData } = ModelSchema.parse(value)
  const licence = cardData?.license_name ?? (Array.isArray(cardData?.license) ? cardData.license.join(', ') : cardData?.license)
  return { commit: sha ?? null, licence: licence ?? null, isGated: gated !== undefined && gated !== null && gated !== false, withCredential }
}

/** The models among the files of a repository. */
export const listFiles = async (ask: Ask, hub: { readonly endpoint: string; readonly credential: string }, { owner, repository, revision }: HubRef, withCredential: boolean, signal: AbortSignal): Promise<readonly HubFile[]> => {
  const { value } = await readJson(ask, { url: `${apiOf(hub.endpoint, owner, repository)}/tree/${encodeURIComponent(revision)}?recursive=true`, credential: hub.credential, withCredential }, signal)
  return TreeSchema.parse(value)
    .filter(({ type, path }) => type === 'file' && isModelName(path))
    .map(({ path, size, lfs }) => ({ path, sizeBytes: lfs?.size ?? size ?? null, sha256: lfs && /^[0-9a-f]{64}$/.test(lfs.oid) ? lfs.oid : null }))
}

/** Refuses before a byte is asked for what the hub keeps from who has not agreed. */
export const needsToken = (hub: { readonly endpoint: string; readonly credential: string }) => wantsToken(new URL(hub.endpoint).hostname, hub.credential)

export const fileUrl = (endpoint: string, ref: HubRef, file: string): string => hubFileUrl(endpoint, { ...ref, file })

/** Whether a name is that of a model which Freehold could open; the part that sees pictures is none. */
export const isModelName = (path: string): boolean => /\.(gguf|bin|ggml)$/i.test(path) && !/(^|\/)(mmproj[^/]*|pytorch_model[^/]*\.bin|[^/]*\.imatrix[^/]*|training_args\.bin|optimizer\.bin)$/i.test(path)

const apiOf = (endpoint: string, owner: string, repository: string): string => `${endpoint.replace(/\/+$/, '')}/api/models/${owner}/${repository}`

const readJson = async (ask: Ask, request: { readonly url: string; readonly credential: string; readonly withCredential?: boolean }, signal: AbortSignal): Promise<{ readonly value: unknown; readonly withCredential: boolean }> => {
  const { asked, withCredential } = await askWithToken(ask, 'GET', request, signal)
  const { status, body } = asked.response
  if (status !== 200 || body === null) {
    await letGo(asked.response)
    throw refusal(asked.host, status)
  }
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    if ((bytes += piece.byteLength) > MOST_ANSWER_BYTES) break
    pieces.push(piece)
  }
  try {
    return { value: JSON.parse(new TextDecoder().decode(concat(pieces))), withCredential }
  } catch {
    throw refusal(asked.host, status)
  }
}

const concat = (pieces: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.byteLength
  }
  return all
}
