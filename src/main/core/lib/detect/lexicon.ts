import { FIRST_NAMES, LAST_NAMES, OTHER_NAMES } from './lists/names.ts'
import { ORDINARY_WORDS, PROPER_WORDS } from './lists/words.ts'
import { MORE_FIRST_NAMES, MORE_LAST_NAMES } from './lists/more-names.ts'
import { COUNTRIES, FOREIGN_WORDS, MONTHS_AND_DAYS, ORGANISATIONS, PLACES, wordSet } from './vocabulary.ts'

export const FIRST = 1
export const LAST = 2
/** Known as somebody's name, first or last. */
export const NAME = 4
/** An ordinary word of English, or a small one of another tongue. */
export const WORD = 8
/** Written large and nobody's name: towns, peoples, brands. */
export const PROPER = 16
export const PLACE = 32
export const ORGANISATION = 64
export const CALENDAR = 128
/** Ends as surnames do in one of many tongues. */
export const SURNAME_ENDING = 256
export const ANY_NAME = FIRST | LAST | NAME

/** Unpacks what scripts/make-name-lists.mjs packed: a letter for the shared beginning, and the rest. */
const unpack = function* (packed: string): Generator<string> {
  let before = ''
  for (let start = 0; start < packed.length; ) {
    const space = packed.indexOf(' ', start)
    const end = space === -1 ? packed.length : space
    before = before.slice(0, packed.charCodeAt(start) - 97) + packed.slice(start + 1, end)
    yield before
    start = end + 1
  }
}

const lexicon = new Map<string, number>()
const mark = (words: Iterable<string>, bit: number): void => {
  for (const word of words) lexicon.set(word, (lexicon.get(word) ?? 0) | bit)
}

mark(unpack(FIRST_NAMES), FIRST)
mark(unpack(LAST_NAMES), LAST)
mark(unpack(OTHER_NAMES), NAME)
mark(wordSet(MORE_FIRST_NAMES), FIRST)
mark(wordSet(MORE_LAST_NAMES), LAST)
mark(unpack(ORDINARY_WORDS), WORD)
mark(unpack(PROPER_WORDS), PROPER)
mark(FOREIGN_WORDS, WORD)
mark(COUNTRIES, PLACE)
mark(PLACES, PLACE)
mark(ORGANISATIONS, ORGANISATION)
mark(MONTHS_AND_DAYS, CALENDAR)

// In the dictionary as words nobody uses ("a john", "to josh"): for us they are names.
const NAMES_FIRST = wordSet(
  'john jack peter tom mike josh jenny bob bobby jimmy tommy nick harry terry robin carol jerry jean victor dale tony danny billy bill kelly molly charlotte emma alexander alexis erica emily henry louis louise martin martina morris oliver rob roger roman sally sheila sophy stella timothy toby vera joey johnny roy rex ryan carl dick doug gary gill greg guy hank jake jeff jess joe lance larry laura lou marc marcel maria matt mickey millie nelson norman paddy pat paul perry pete phil randy reuben rick rory russell sam sammy sandy sean silvia simon sonny stew sue susan ted teddy theresa tracy vanessa veronica walter wanda warren wesley winnie ada ann anna alma ami abigail albert angus arthur ben benny benedict clarence davy daphne derrick edward eve gregory herb jason jill juliet leo lewis lucas magnus marina marion mitch montgomery nicolas oscar percy pierre polly rebecca ralph rodney saul scott shirley stanley stephen thomas valentine vincent virginia wallace willy wendy zack elena lena mara maya mia noel ella nina kira lisa sofia diego jose pablo sergei ivan',
)
for (const name of NAMES_FIRST) lexicon.set(name, ((lexicon.get(name) ?? 0) & ~WORD) | FIRST)

type Forms = readonly (readonly [ending: string, stems: readonly string[]])[]

// "walks", "tries", "walked", "don't".
const FORMS: Forms = [
  ['ies', ['y']],
  ['es', ['', 'e']],
  ['s', ['']],
  ['ied', ['y']],
  ['ed', ['', 'e']],
  ...["n't", "'ll", "'ve", "'re", "'m", "'d"].map((ending) => [ending, ['']] as const),
]
// "solution", "walking", "kindly": so long that a name seldom looks like one.
const DERIVED: Forms = [
  ['ing', ['', 'e']],
  ['ings', ['', 'e']],
  ['ly', ['', 'le']],
  ['ness', ['']],
  ['ion', ['', 'e']],
  ['ions', ['', 'e']],
  ['ation', ['', 'e']],
  ['ations', ['', 'e']],
  ['ication', ['y']],
  ['able', ['', 'e']],
  ['ive', ['', 'e']],
  ['ment', ['']],
  ['ments', ['']],
  ['ity', ['', 'e']],
]
const COMPARED: Forms = [
  ['er', ['', 'e']],
  ['ers', ['', 'e']],
  ['est', ['', 'e']],
]
const PREFIX = /^(?:un|re|de|dis|in|im|non|pre|over|under|mis|anti|inter|super|hyper|sub|multi|micro|aero|auto|thermo|trans)(?=.{4})/

const isBase = (stem: string): boolean => ((lexicon.get(stem) ?? 0) & WORD) !== 0
const isForm = (word: string, forms: Forms): boolean =>
  forms.some(([ending, stems]) => {
    if (!word.endsWith(ending) || word.length - ending.length < 2) return false
    const base = word.slice(0, -ending.length)
    return stems.some((stem) => isBase(base + stem)) || (base.at(-1) === base.at(-2) && isBase(base.slice(0, -1)))
  })
const isInflected = (word: string): boolean => isForm(word, FORMS) || isForm(word, DERIVED) || isForm(word, COMPARED)
const isMade = (word: string): boolean => {
  const rest = word.replace(PREFIX, '')
  return isInflected(word) || (rest !== word && (isBase(rest) || isInflected(rest)))
}

const ENDINGS =
  /(?:ov|ova|ev|eva|ovna|evna|ovich|evich|ovic|evic|ovych|iev|yev|yeva|iyeva|skiy|skij|sky|ski|ska|skaya|cki|cka|wicz|ewicz|czyk|czak|enko|chuk|czuk|shvili|adze|yan|ian|oglu|poulos|poulou|opoulos|idis|idou|akis|aki|ides|iadis|escu|eanu|sson|sdottir|dottir|sen|nen|ainen|quist|qvist|strom|gren|lund|berg|stein|mann|baum|feld|eck|meier|meyer|mayer|huber|inger|linger|ez|iz|ini|ino|elli|etti|ucci|acci|oni|aldi|eau|ault|ard|oux|ette|elle|ic|ich|cic|jic|ek|cek|ak|akova|ikova|kova|ova|ny|sky|szky|ffy|yi|uk|aitis|auskas|iene|aite|unas|ins|kalns|mae|saar|magi|stra|sma|sema|inga|huis|veld|dijk|kamp|mans|aerts)$/

// Words come again and again; the memory is emptied before it grows with what a text makes up.
const MOST_REMEMBERED = 20_000
const remembered = new Map<string, number>()

/** What is known of a folded word: bits of the constants above. */
export const lookUp = (folded: string): number => {
  const known = remembered.get(folded)
  if (known !== undefined) return known
  const bits = examine(folded)
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(folded, bits)
  return bits
}

const examine = (folded: string): number => {
  const known = lexicon.get(folded) ?? 0
  if (known !== 0) return known & ANY_NAME && !(known & WORD) && isCommonForm(folded, known) ? known | WORD : known
  // García-Lorca and Anne-Marie by their parts, O'Neill by its second.
  const parts = folded.includes('-') ? folded.split('-', 4) : []
  if (parts.length > 1) return parts.reduce((bits, part) => bits | lookUp(part), 0)
  const tail = /^[a-z]{1,2}'(.{3,})$/.exec(folded)?.[1]
  if (tail !== undefined) return lookUp(tail) & (ANY_NAME | PLACE)
  if (isMade(folded)) return WORD
  return folded.length >= 5 && ENDINGS.test(folded) ? SURNAME_ENDING : 0
}

// "Sales", "Means", "Solution" are some people's names, and for most a form of a common word. James is no form of jam.
const isCommonForm = (folded: string, bits: number): boolean => (folded.length > 6 && isForm(folded, DERIVED)) || ((bits & FIRST) === 0 && isForm(folded, FORMS))
