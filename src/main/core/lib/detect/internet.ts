import { isWordAt } from './characters.ts'
import { type Find, GUESS, LIKELY, SURE } from './find.ts'
import { isTopLevel } from './top-level.ts'

const LOCAL = /[\p{L}\p{N}._%+'’&!#$*/=?^`{|}~-]/u
const HOST = /[\p{L}\p{N}.-]/u
const LONGEST_LOCAL = 64
const LONGEST_HOST = 253
const LONGEST_URL = 2_000

/** E-mail addresses, from each `@` outward. */
export const findEmails = (text: string): readonly Find[] => {
  const finds: Find[] = []
  let floor = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at
    const least = Math.max(floor, at - LONGEST_LOCAL)
    while (start > least && LOCAL.test(text[start - 1] ?? '')) start -= 1
    while (start < at && /[.'’/*`|=-]/.test(text[start] ?? '')) start += 1
    let end = at + 1
    while (end < text.length && end - at <= LONGEST_HOST && HOST.test(text[end] ?? '')) end += 1
    while (end > at && /[.-]/.test(text[end - 1] ?? '')) end -= 1
    const host = text.slice(at + 1, end)
    if (start === at || !/^[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,20}$/u.test(host)) continue
    floor = end
    // `ann@nas` is an address in a household; `me@12` is not.
    if (!/\.\p{L}[\p{L}\p{N}-]{1,}$/u.test(host) && !/^localhost$|\.local$/.test(host)) continue
    finds.push({ kind: 'email', start, end, weight: SURE })
  }
  return finds
}

const SCHEME = /(?<![A-Za-z0-9])(?:https?|ftps?|sftp|wss?|ssh|git|smb|file|mailto|imaps?|ldaps?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|magnet|obsidian|tel|sip):(?:\/\/)?(?=[^\s])|(?<![A-Za-z0-9.])www\d?\.(?=[A-Za-z0-9])/gi

/** Web addresses with a scheme or `www`, and bare names of hosts whose ending exists. */
export const findUrls = (text: string): readonly Find[] => {
  const finds: Find[] = []
  let done = 0
  for (const match of text.matchAll(SCHEME)) {
    if (match.index < done) continue
    if (!/\/\/$|^www|^(?:mailto|tel|sip|magnet):/i.test(match[0])) continue
    const end = endOfUrl(text, match.index + match[0].length)
    done = end
    if (end > match.index + match[0].length) finds.push({ kind: 'url', start: match.index, end, weight: SURE })
  }
  findHosts(text, finds)
  return finds
}

// A closing bracket or a full stop after an address belongs to the sentence.
const endOfUrl = (text: string, start: number): number => {
  let end = start
  const most = Math.min(text.length, start + LONGEST_URL)
  while (end < most && !/[\s<>"“”«»`|\\^]/.test(text[end] ?? ' ')) end += 1
  let opened = 0
  for (let index = start; index < end; index += 1) opened += text[index] === '(' ? 1 : text[index] === ')' ? -1 : 0
  for (; end > start; end -= 1) {
    const last = text[end - 1] ?? ''
    if (last === ')' && opened < 0) opened += 1
    else if (!/[.,;:!?'’\]}*_]/.test(last)) break
  }
  return end
}

const findHosts = (text: string, finds: Find[]): void => {
  let done = 0
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1)) {
    if (dot < done || !isWordAt(text, dot - 1) || !isWordAt(text, dot + 1)) continue
    let start = dot
    const least = Math.max(done, dot - LONGEST_HOST)
    while (start > least && HOST.test(text[start - 1] ?? '')) start -= 1
    let end = dot + 1
    while (end < text.length && end - dot <= LONGEST_HOST && HOST.test(text[end] ?? '')) end += 1
    done = end
    while (end > dot && /[.-]/.test(text[end - 1] ?? '')) end -= 1
    while (start < dot && /[.-]/.test(text[start] ?? '')) start += 1
    if (/[@\\$_]/.test(text[start - 1] ?? '')) continue
    const host = text.slice(start, end)
    const hasMore = /[/:]/.test(text[end] ?? '') && /[\p{L}\p{N}]/u.test(text[end + 1] ?? '')
    if (!isHost(host, hasMore)) continue
    const last = hasMore ? endOfUrl(text, end) : text[end] === '/' ? end + 1 : end
    finds.push({ kind: 'url', start, end: last, weight: hasMore ? LIKELY : GUESS })
    done = Math.max(done, last)
  }
}

const isHost = (host: string, hasMore: boolean): boolean => {
  const labels = host.split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || labels.some((label) => label === '' || label.length > 63)) return false
  // A missing space after a full stop: "home.It was late".
  if (/^\p{Lu}\p{Ll}/u.test(last) || (last === last.toUpperCase() && host !== host.toUpperCase())) return false
  if (labels.length === 2 && (labels[0] ?? '').length < 2 && last.length < 3) return false
  return isTopLevel(last.toLowerCase(), hasMore || labels.length > 2 || labels[0] === 'www') && /\p{L}|\d\p{L}/u.test(labels.at(-2) ?? '')
    ? true
    : isTopLevel(last.toLowerCase(), hasMore) && /^\d+$/.test(labels.at(-2) ?? '') && labels.length === 2 && last.length > 2
}

const V4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)(?:\/\d{1,2}(?!\d))?(?::\d{1,5}(?!\d))?/g
const V6 = /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?:%[0-9A-Za-z]{1,16})?(?:\/\d{1,3})?(?![\w:])/g

/** Addresses of machines, version 4 and 6. */
export const findIps = (text: string): readonly Find[] => [
  ...[...text.matchAll(V4)].filter(([found]) => (found.split(/[/:]/)[0] ?? '').split('.').every((part) => Number(part) <= 255 && !/^0\d/.test(part))).map(toIp),
  ...[...text.matchAll(V6)].filter(([found]) => isV6(found)).map(toIp),
]

const toIp = (match: RegExpExecArray): Find => ({ kind: 'ip', start: match.index, end: match.index + match[0].length, weight: SURE })

const isV6 = (found: string): boolean => {
  const address = found.replace(/[%/].*$/, '')
  const halves = address.split('::')
  if (halves.length > 2 || address === '::' || !/[0-9A-Fa-f]/.test(address)) return false
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (groups.flat().some((group) => group === '')) return false
  const count = groups.flat().length + (address.includes('.') ? 1 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}
