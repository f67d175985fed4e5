/** A file, or all files, of a repository on the hub that `models.endpoint` names. */
export interface HubRef {
  readonly kind: 'hub'
  readonly owner: string
  readonly repository: string
  /** A branch, a tag or a commit. */
  readonly revision: string
  /** Its path in the repository; null stands for all of its models. */
  readonly file: string | null
}

/** What a person wrote to say which model is meant. */
export type ModelRef = HubRef | { readonly kind: 'url'; readonly url: string } | { readonly kind: 'name'; readonly name: string }

/** Reads `hf:owner/repository/file.gguf`, a repository's or a file's page, an address, or a name of the catalogue; null for what is none of them. */
export const parseModelRef = (text: string): ModelRef | null => {
  const trimmed = text.trim()
  if (/^hf:/i.test(trimmed)) return hubRef(trimmed.slice(3).split('/'))
  if (/^https?:/i.test(trimmed)) return addressRef(trimmed)
  // People copy an address without its beginning.
  if (/^(www\.)?(huggingface\.co|hf\.co)\//i.test(trimmed)) return addressRef(`https://${trimmed}`)
  return /^[\w.:-]{1,200}$/.test(trimmed) ? { kind: 'name', name: trimmed } : null
}

/** Where the hub gives a file out. `endpoint` is `https://huggingface.co`, or a copy of it. */
export const hubFileUrl = (endpoint: string, ref: HubRef & { readonly file: string }): string =>
  `${endpoint.replace(/\/+$/, '')}/${ref.owner}/${ref.repository}/resolve/${encodeURIComponent(ref.revision)}/${ref.file.split('/').map(encodeURIComponent).join('/')}`

/** How a reference is written shortest: `hf:owner/repository/file`, `hf:owner/repository@revision/file`. */
export const hubRefText = ({ owner, repository, revision, file }: HubRef): string =>
  `hf:${owner}/${repository}${revision === MAIN ? '' : `@${encodeURIComponent(revision)}`}${file === null ? '' : `/${file}`}`

const MAIN = 'main'
const HUB_HOSTS: readonly string[] = ['huggingface.co', 'www.huggingface.co', 'hf.co']
// Between repository and file of a page or a download.
const VIEWS: readonly string[] = ['blob', 'resolve', 'raw', 'tree']

const hubRef = ([owner = '', named = '', ...path]: readonly string[]): HubRef | null => {
  const at = named.indexOf('@')
  const repository = at < 0 ? named : named.slice(0, at)
  const revision = at < 0 ? MAIN : decoded(named.slice(at + 1))
  return revision === null ? null : checked({ owner, repository, revision, path })
}

const addressRef = (text: string): ModelRef | null => {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  // A name and a password in an address would be kept and shown.
  if (url.username !== '' || url.password !== '') return null
  if (!HUB_HOSTS.includes(url.hostname)) return { kind: 'url', url: url.href }
  const parts = url.pathname.split('/').filter((part) => part !== '').map(decoded)
  if (parts.some((part) => part === null)) return null
  const [owner = '', repository = '', view, revision = MAIN, ...path] = parts.map((part) => part ?? '')
  if (view === undefined) return checked({ owner, repository, revision: MAIN, path: [] })
  return VIEWS.includes(view) ? checked({ owner, repository, revision, path: view === 'tree' ? [] : path }) : null
}

const checked = ({ owner, repository, revision, path }: { readonly owner: string; readonly repository: string; readonly revision: string; readonly path: readonly string[] }): HubRef | null => {
  const named = [owner, repository].every((part) => /^[\w.-]{1,96}$/.test(part) && !isDots(part))
  // A revision may hold a slash (`refs/pr/1`), and is one part of an address all the same.
  const revised = /^[\w./-]{1,200}$/.test(revision) && !revision.split('/').some((part) => part === '' || isDots(part))
  const file = path.length === 0 || (path.length === 1 && path[0] === '') ? null : path.join('/')
  // Split again: a part of an address may hold a slash in disguise.
  const filed = file === null || (file.length <= 1000 && file.split('/').every((part) => part !== '' && !isDots(part) && !hasControls(part)))
  return named && revised && filed ? { kind: 'hub', owner, repository, revision, file } : null
}

// `..` would lead out of the repository.
const isDots = (part: string): boolean => part === '.' || part === '..'

const hasControls = (part: string): boolean => /[\p{Cc}\\]/u.test(part)

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
