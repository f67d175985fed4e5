import { type Find, LIKELY, SURE } from './find.ts'
import type { Token } from './tokens.ts'
import { wordSet } from './vocabulary.ts'

// Each starts with letters of its own and every repetition is bounded: no input makes one of them look back far.
const KNOWN = new RegExp(
  `(?<![A-Za-z0-9_])(?:${[
    'sk-[A-Za-z0-9_-]{16,250}',
    '(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,250}',
    '(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{16,250}',
    'gl(?:pat|rt|dt|ptt|soat)-[A-Za-z0-9_.-]{16,100}',
    'xox[a-z]-[A-Za-z0-9-]{10,250}',
    'xapp-[A-Za-z0-9-]{16,250}',
    '(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}',
    'AIza[A-Za-z0-9_-]{30,50}',
    'ya29\\.[A-Za-z0-9_-]{20,250}',
    'eyJ[A-Za-z0-9_-]{8,2000}\\.[A-Za-z0-9_-]{8,4000}(?:\\.[A-Za-z0-9_-]{0,2000})?',
    'npm_[A-Za-z0-9]{30,80}',
    'pypi-[A-Za-z0-9_-]{30,250}',
    'SG\\.[A-Za-z0-9_-]{16,40}\\.[A-Za-z0-9_-]{16,80}',
    'hf_[A-Za-z0-9]{20,60}',
    'r8_[A-Za-z0-9]{20,60}',
    'gsk_[A-Za-z0-9]{20,80}',
    'xai-[A-Za-z0-9]{20,120}',
    'do[opr]_v1_[a-f0-9]{40,80}',
    'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{24,64}',
    'sq0(?:atp|csp)-[A-Za-z0-9_-]{20,60}',
    'AGE-SECRET-KEY-1[A-Z0-9]{50,70}',
    'tskey-[a-z]{2,10}-[A-Za-z0-9-]{16,80}',
    'dckr_pat_[A-Za-z0-9_-]{20,60}',
    'lin_api_[A-Za-z0-9]{30,60}',
    'secret_[A-Za-z0-9]{32,64}',
  ].join('|')})`,
  'g',
)

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|SECRET KEY)[A-Z0-9 ]{0,20}-----|PuTTY-User-Key-File-\d/g
const KEY_END = /-----END [A-Z0-9 ]{0,60}-----|Private-MAC: [0-9a-f]{1,80}/g
// A key without its end (cut off) is hidden this far.
const KEY_LENGTH = 8_000

// The last word before a value, folded.
const PASSWORD_WORDS = wordSet('password passwords passwd pwd passphrase passcode pass passwort kennwort passwörter losungswort passe mdp contraseña clave senha palavra-passe parola wachtwoord lösenord adgangskode passord salasana hasło heslo jelszó şifre пароль κωδικός parool')
const KEY_WORDS = wordSet('key keys apikey apikeys token tokens apitoken accesstoken authtoken accesskey bearer secret secrets clientsecret secretkey privatekey credential credentials authorization basic schlüssel api-key access-key zugangsschlüssel clé chiave llave')
const PHRASE_WORDS = wordSet('phrase mnemonic seedphrase')
const PHRASE_OF = wordSet('seed recovery secret backup mnemonic wallet')
const CODE_WORDS = wordSet('pin pincode cvv cvc cvv2 tan puk otp pin-code geheimzahl bestätigungscode')
// "security code", "code de sécurité": only beside one of these is a code a secret.
const CODE = wordSet('code codes')
const CODE_OF = wordSet('security verification access door gate alarm recovery backup confirmation one-time time pin lock entry sms login authentication')

const IS = '["\'”’`*)_]{0,3}(?:\\s{0,3}(?:[:=]|=>|->|→)\\s{0,3}|\\s{1,3}(?:is|was|are|ist|lautet|est|es|è|é|là|är|er|jest|on|to|auf)(?:\\s{0,2}:)?\\s{1,3})["\'“‘`*]{0,3}'
// What a colon names is a secret as it stands; after "is" it has to look like one: "the password is wrong".
const PASSWORD_VALUE = new RegExp(`(${IS})([^\\s"'”’\`<>]{3,200})`, 'iy')
const KEY_VALUE = new RegExp(`(${IS}|[\\s:="'\`]{1,4})([A-Za-z0-9_\\-./+=~:]{8,500})`, 'iy')
// Twelve words or more with nothing between them: what opens a wallet.
const PHRASE_VALUE = new RegExp(`(${IS}|\\s)((?:[a-z]{3,8}[ ,\\n]{1,2}){11,23}[a-z]{3,8})`, 'iy')
const CODE_VALUE = /(["'”)]{0,2}(?:\s{0,3}[:=#]\s{0,3}|\s{1,3}(?:is|ist|est|es|è|number|nummer)?:?\s{0,3}))(\d{3,8})(?!\d)/iy
// https://name:password@host
const IN_ADDRESS = /:\/\/[^\s/@:]{1,100}:([^\s/@]{1,200})@/dg

/** Keys, tokens, private keys and passwords. */
export const findSecrets = (text: string, tokens: readonly Token[]): readonly Find[] => {
  const finds: Find[] = [...text.matchAll(KNOWN)].filter(([token]) => !token.startsWith('sk-') || looksRandom(token)).map((match) => ({ kind: 'secret', start: match.index, end: match.index + match[0].length, weight: SURE }))
  findPrivateKeys(text, finds)
  findKeyRests(text, finds)
  tokens.forEach((token, index) => {
    if (token.isNumber) return
    if (PASSWORD_WORDS.has(token.folded)) take(text, token.end, PASSWORD_VALUE, finds, (value, gap) => (/[:=]|=>|->|→/.test(gap) ? !PLACEHOLDER.test(value) : !isPlainWord(value)))
    else if (KEY_WORDS.has(token.folded)) take(text, token.end, KEY_VALUE, finds, (value) => looksRandom(value) && !IDENTIFIER.test(value))
    else if (PHRASE_WORDS.has(token.folded) && (token.folded !== 'phrase' || PHRASE_OF.has(tokens[index - 1]?.folded ?? ''))) take(text, token.end, PHRASE_VALUE, finds, () => true)
    else if (CODE_WORDS.has(token.folded) || (CODE.has(token.folded) && CODE_OF.has(tokens[index - 1]?.folded ?? ''))) take(text, token.end, CODE_VALUE, finds, () => true)
  })
  for (const match of text.includes('://') ? text.matchAll(IN_ADDRESS) : []) {
    const [start, end] = match.indices?.[1] ?? [0, 0]
    finds.push({ kind: 'secret', start, end, weight: SURE })
  }
  return finds
}

// `process.env.KEY2`, `crypto.fromX509`: a name in a program.
const IDENTIFIER = /^[A-Za-z_]{2,40}\.[A-Za-z_]{2}/
const PLACEHOLDER = /^(?:\[|\{\{|<|\*{3,}|x{3,}$|\.{3}|none$|null$|undefined$|string\b|required$|process\.env|\$\{?[A-Z_]+\}?$)/i

const findPrivateKeys = (text: string, finds: Find[]): void => {
  let until = 0
  for (const begin of text.matchAll(KEY_BEGIN)) {
    if (begin.index < until) continue
    KEY_END.lastIndex = begin.index + begin[0].length
    const window = text.slice(KEY_END.lastIndex, KEY_END.lastIndex + KEY_LENGTH)
    KEY_END.lastIndex = 0
    const end = KEY_END.exec(window)
    until = begin.index + begin[0].length + (end === null ? keyBody(window) : end.index + end[0].length)
    finds.push({ kind: 'secret', start: begin.index, end: until, weight: SURE })
  }
}

// The rest of a key that begins before this text does.
const findKeyRests = (text: string, finds: Find[]): void => {
  for (const end of text.includes('-----END ') ? text.matchAll(KEY_END) : []) {
    if (!end[0].includes('KEY') || finds.some((find) => find.start < end.index && find.end >= end.index + end[0].length)) continue
    let start = end.index
    while (start > 0 && end.index - start < KEY_LENGTH && /[A-Za-z0-9+/=\s:,-]/.test(text[start - 1] ?? '')) start -= 1
    finds.push({ kind: 'secret', start, end: end.index + end[0].length, weight: SURE })
  }
}

const keyBody = (window: string): number => /^[A-Za-z0-9+/=\s:,-]*/.exec(window)?.[0].trimEnd().length ?? 0

const take = (text: string, at: number, rule: RegExp, finds: Find[], isSecret: (value: string, gap: string) => boolean): void => {
  rule.lastIndex = at
  const [whole, gap, found] = rule.exec(text) ?? []
  const value = found?.replace(/[.,;:)\]}]+$/, '') ?? ''
  if (whole === undefined || gap === undefined || value === '' || !isSecret(value, gap)) return
  finds.push({ kind: 'secret', start: at + gap.length, end: at + gap.length + value.length, weight: LIKELY })
}

const isPlainWord = (value: string): boolean => /^\p{L}+$/u.test(value) && !/\p{Ll}\p{Lu}/u.test(value)

/** Whether a token is more than words: digits among letters, and more letters of different kinds than a name has. */
const looksRandom = (value: string): boolean => {
  if (value.length < 8 || !/\d/.test(value)) return value.length >= 24 && entropyBits(value) > 3.9 && /[a-z]/.test(value) && /[A-Z]/.test(value)
  if (/^\d+$/.test(value)) return value.length >= 12
  return entropyBits(value) > (value.length >= 16 ? 2.8 : 2.4)
}

/** Shannon entropy of a character, over at most the first 200. */
const entropyBits = (value: string): number => {
  const counts = new Map<string, number>()
  const head = value.slice(0, 200)
  for (const character of head) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => bits - (count / head.length) * Math.log2(count / head.length), 0)
}
