import { isSpaceAt } from '../characters.ts'
import type { Token } from '../tokens.ts'
import { wordSet } from '../vocabulary.ts'

/** After one of these a name follows, whatever it looks like: "my name is", "dear", "signed". */
const INTRODUCE = wordSet("dear hi hello hey thanks cheers regards sincerely yours love attn attention cc bcc named called signed i'm liebe lieber hallo geehrte geehrter gruß grüße cher chère bonjour salut hola querido querida estimado estimada caro cara ciao beste hej olá olà kære")
/** Before a name about as often as before something else. */
const POINT = wordSet(
  'by with tell told ask asked call called calls met meet saw see know knew and or but while when after because contact email mail phone text message visit visited marry married date loves love hate hates thank thanked invite invited remind help helped remember give gave given under cc from for to of about until before behind said says author director mum mom dad mother father brother sister wife husband son daughter partner friend colleague boss manager neighbour neighbor client patient customer teacher doctor nephew niece cousin fiancé fiancée girlfriend boyfriend guardian von mit und bei für par avec et chez con por para y di da e met en og och ja z i',
)
/** Said of people. */
const ACTS = wordSet(
  'is was has had said says say told asked wrote writes thinks thought replied answered lives lived born died married works worked called calls knows knew loves wants wanted went goes came comes laughed smiled cried joined left gave took made sent explained points noted added argues argued believes will would can could should might does did and & looked looks likes feels felt met spent sat stood walked ran tried started arrived returned bought sold owes paid owns plays played sings sang directed starred won lost who sagt sagte ist hat war wohnt a est dit habite es dijo ha è dice zei är sade er sagde',
)
const NAMED = wordSet('name namen named calls nombre nom nome naam namn navn nimi heiße heisse mi me jmenuji')
const LIVES =
  /^ (?:said|says|told|asked|wrote|thinks|replied|laughed|smiled|cried|married|died|knows|loves|wants|lives|lived|spent|(?:is|was|isn['’]t|wasn['’]t) (?:from|born|my|our|his|her|your|married|engaged|sick|ill|pregnant|coming|late|happy|angry|sad|tired|a very|my|not feeling)|had (?:given|told|asked|said|been born)|and (?:I|me)\b|and his|and her)/
const BEING = wordSet('is this it am i ist bin est suis es soy sono ben är er')

export interface Context {
  /** 2: a name is all but announced; 1: one would fit; 0: nothing says so. */
  readonly before: number
  /** The next word is said of people. */
  readonly acts: boolean
  /** What follows is said of nobody but people: "told me", "was born". */
  readonly lives: boolean
  /** At the beginning of a sentence, where every word is large. */
  readonly opens: boolean
  /** A line or a speech begins with it: `Ann: …`. */
  readonly isLabel: boolean
  /** "in", "at", "near", "the": what follows is a place or a thing. */
  readonly isPlaceLike: boolean
  readonly isGenitive: boolean
}

const PLACE_BEFORE = wordSet('in at near into toward towards across around outside inside through throughout visit visiting northern southern eastern western north south east west central downtown lives the this a an in nach aus zum zur im am à aux au en dans hacia hasta nel nella i på till')

/** What stands around the tokens `first` to `last`. */
export const contextOf = (text: string, tokens: readonly Token[], first: number, last: number): Context => {
  const start = tokens[first]?.start ?? 0
  const end = tokens[last]?.end ?? 0
  const before = tokens[first - 1]
  const beforeThat = tokens[first - 2]
  const after = tokens[last + 1]
  const gap = text.slice(Math.max(before?.end ?? 0, start - 12), start)
  const opens = isOpening(text, start)
  const joins = before !== undefined && /^[\s"'“‘(*_,-]*$/.test(gap) && start - before.end < 8
  const word = joins ? before.folded : ''
  const labelled = before !== undefined && /^["'*_]{0,3}\s?[:=?]\s{0,2}["'“*_]{0,3}$/.test(gap) && /^(?:full |first |last |sur|given |user)?(?:name|namen|nom|nombre|nome|contact|author|from|to|cc|sender|recipient|attn|signed|patient|client|customer|person|autor|von|an|de|para)$/.test(before.folded)
  const named = joins && ((BEING.has(word) && beforeThat !== undefined && NAMED.has(beforeThat.folded)) || (NAMED.has(word) && !opens))
  const isMe = joins && (word === "i'm" || word === 'bin' || ((word === 'am' || word === 'is') && beforeThat !== undefined && /^(?:i|this|here|it)$/.test(beforeThat.folded)))
  const strong = labelled || named || isMe || (joins && INTRODUCE.has(word))
  return {
    before: strong ? 2 : joins && POINT.has(word) ? 1 : 0,
    acts: after !== undefined && after.start - end <= 3 && isSpaceAt(text, after.start - 1) && !after.isCapital && ACTS.has(after.folded),
    lives: LIVES.test(text.slice(end, end + 24)),
    opens,
    isLabel: isLineStart(text, start) && text[end] === ':' && text[end + 1] !== '/',
    isPlaceLike: joins && PLACE_BEFORE.has(word),
    isGenitive: /^['’]s?(?![\p{L}])/u.test(text.slice(end, end + 3)) && /['’]/.test(text[end] ?? ''),
  }
}

const isLineStart = (text: string, start: number): boolean => /(?:^|\n)[^\p{L}\p{N}\n]{0,6}$/u.test(text.slice(Math.max(0, start - 8), start)) && (start < 8 || text.slice(start - 8, start).includes('\n') || /^[^\p{L}\p{N}]*$/u.test(text.slice(0, start)))

const isOpening = (text: string, start: number): boolean => {
  let index = start - 1
  while (index >= 0 && start - index < 12 && /[\s"'“‘«(*_#>–—-]/.test(text[index] ?? '')) {
    if (text[index] === '\n') return true
    index -= 1
  }
  return index < 0 || /[.!?:…•|]/.test(text[index] ?? '')
}
