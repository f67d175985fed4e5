// Sentences of daily life from words the test model knows, and none of the shared transcripts: for recordings that nobody
// has listened to, or chosen anything by, before. The model learnt patterns of sentences more than words: of sentences in
// the patterns of the shared transcripts it gets few words wrong, of others most: the two are counted apart.

/** Numbers 0 … 1 from a seed, always the same ones. */
export type Random = () => number

/** Creates a generator of numbers from a seed (mulberry32). */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('There is nothing to pick from.')
  return item
}

const NAMES = words('Alex Anna Ben David Emma James Julia Kate Lucy Maria Mark Paul Peter Sam Sarah Tom')
const FAMILY = ['my brother', 'my sister', 'my daughter', 'my husband', 'my boss', 'my neighbor']
const CITIES = words('Berlin Boston Chicago London Madrid Paris Rome Tokyo')
const DAYS = words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday')
const MONTHS = words('January February March April May June July August September October November')
const ORDINALS = words('first third fourth fifth sixth seventh eighth ninth tenth')
const FOODS = ['apples', 'bananas', 'beans', 'bread', 'carrots', 'cheese', 'chicken', 'chocolate', 'coffee', 'cookies', 'eggs', 'fish', 'flour', 'honey', 'lemons', 'milk', 'olive oil', 'onions', 'orange juice', 'pasta', 'potatoes', 'rice', 'salt', 'soap', 'sugar', 'tea', 'tomatoes', 'water']
const PLACES = words('airport bank church gym hospital hotel library market museum office pharmacy restaurant school station store')
const ROOMS = words('bathroom bedroom garage garden kitchen office')
const FIXTURES = words('door fan heater lamp lock oven printer shower sink window')
const BELONGINGS = words('bike book camera chair dress hat jacket keys phone shirt shoes table')
const COLOURS = words('black blue brown green red white yellow')
const HURTS = words('back foot head knee neck shoulder stomach')
const HOURS = words('one two three four five six seven eight nine ten eleven')
const TENS = words('twenty thirty forty fifty sixty seventy eighty ninety')
const UNITS = words('one two three four five six seven eight nine')
const TEENS = words('eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen')
const CHORES = ['buy the tickets', 'call the bank', 'clean the garage', 'cook dinner', 'feed the dog', 'fix the printer', 'pay the rent', 'plan the party', 'print the photos', 'send the report', 'sign the contract', 'take out the trash', 'wash the car', 'water the plants', 'write the email']
const LATER = ['after work', 'this afternoon', 'today', 'tomorrow']
const WEATHERS = words('cloudy cold hot rainy sunny warm windy')
const FEELINGS = words('busy excited happy hungry sick tired worried')

const DOINGS = ['buy flowers for my daughter', 'call the dentist', 'charge the camera', 'clean the kitchen', 'lock the back door', 'pay the electric bill', 'pick up the car', 'pick up the kids', 'renew my passport', 'return the library books', ...NAMES.slice(0, 6).map((name) => `text ${name}`)]

type Sentence = (random: Random) => string

const nameOrPerson: Sentence = (r) => (r() < 0.6 ? pick(r, NAMES) : capital(pick(r, FAMILY)))

/** The patterns of the shared transcripts, with other words in them. */
const LEARNT: readonly Sentence[] = [
  (r) => `We need ${list(r)}.`,
  (r) => `The shopping list is ${list(r)}.`,
  (r) => `Buy ${list(r)} for dinner.`,
  (r) => `Get ${number(r)} ${pick(r, ['eggs', 'onions', 'potatoes', 'apples'])} and some ${pick(r, ['juice', 'potatoes', 'paper towels', 'cheese', 'tea'])} from the ${pick(r, ['market', 'store'])}.`,
  (r) => `${capital(pick(r, FAMILY))} asked me to ${pick(r, DOINGS)} ${pick(r, LATER)}.`,
  (r) => `Where did ${pick(r, NAMES)} put the ${pick(r, COLOURS)} ${pick(r, ['bike', 'car', 'table', 'chair'])}?`,
  (r) => `Ask ${pick(r, FAMILY)} about the holiday and then ${pick(r, ['feed the cat', 'visit my daughter', 'lock the back door', 'charge the camera'])}.`,
  (r) => `Do not forget to ${pick(r, DOINGS)} ${pick(r, LATER)}.`,
  (r) => `Remind me to ${pick(r, DOINGS)} ${pick(r, [...LATER, `in ${pick(r, MONTHS)}`, `on ${pick(r, DAYS)} morning`])}.`,
  (r) => `I need to ${pick(r, DOINGS)} ${pick(r, [...LATER, `before ${pick(r, HOURS)} thirty`])}.`,
  (r) => `The ${pick(r, ['door', 'sink', 'window'])} in the ${pick(r, ROOMS)} is broken.`,
  (r) => `I paid ${number(r)} dollars for the ${pick(r, ['camera', 'hotel', 'plumber'])}.`,
  (r) => `The ${pick(r, ['hotel', 'rent'])} was ${number(r)} dollars ${pick(r, ['last month', 'this time'])}.`,
  (r) => `${nameOrPerson(r)} likes the ${pick(r, COLOURS)} ${pick(r, ['bike', 'dress', 'shirt', 'jacket'])}.`,
  (r) => `The ${pick(r, ['contract', 'interview', 'meeting', 'project'])} with ${pick(r, [...NAMES, ...FAMILY])} starts at ${pick(r, ['noon', ...HOURS])} ${pick(r, ['today', 'tomorrow', ...DAYS.map((day) => `on ${day}`)])}.`,
  (r) => `The flight to ${pick(r, CITIES)} leaves at ${pick(r, ['noon', ...HOURS])}.`,
  (r) => `The train from ${pick(r, CITIES)} was ${pick(r, HOURS.slice(1))} minutes late.`,
  (r) => `${pick(r, NAMES)} and ${pick(r, NAMES)} want to ${pick(r, ['learn Spanish', 'swim', 'watch a movie', 'play football'])} ${pick(r, LATER)}.`,
  (r) => `${nameOrPerson(r)} owes me ${number(r)} dollars.`,
  (r) => `We can save ${number(r)} dollars every month.`,
  (r) => `${pick(r, NAMES)} said the school play moved to ${pick(r, DAYS)}.`,
  (r) => `${pick(r, NAMES)} called from the ${pick(r, PLACES)} ${pick(r, ['yesterday', 'an hour ago'])}.`,
  (r) => `The birthday party for ${pick(r, NAMES)} is on ${pick(r, MONTHS)} ${pick(r, ORDINALS)}.`,
  (r) => `The ${pick(r, ['contract', 'report'])} is due on ${pick(r, MONTHS)} ${pick(r, ORDINALS)}.`,
  (r) => `Today is ${pick(r, DAYS)}, ${pick(r, MONTHS)} ${pick(r, ORDINALS)}.`,
  (r) => `We should move the ${pick(r, ['budget', 'meeting', 'presentation'])} to ${pick(r, DAYS)} because ${pick(r, NAMES)} is ${pick(r, ['sick', 'busy'])}.`,
  (r) => `The hotel in ${pick(r, CITIES)} is near the ${pick(r, PLACES)}.`,
  (r) => `${nameOrPerson(r)} is coming to the ${pick(r, PLACES)} ${pick(r, ['today', 'tomorrow'])} at half past ${pick(r, HOURS)}.`,
  (r) => `I left the ${pick(r, COLOURS)} ${pick(r, ['dress', 'hat', 'jacket', 'shirt'])} at the ${pick(r, PLACES)}.`,
  (r) => `My ${pick(r, HURTS)} hurts a little.`,
  (r) => `I slept ${pick(r, HOURS.slice(1))} hours last night and I feel ${pick(r, ['hungry', 'sick', 'tired'])}.`,
  (r) => `The weather is ${pick(r, ['cold', 'rainy', 'sunny', 'warm'])} today so we can ${pick(r, ['swim', 'walk'])}.`,
  (r) => `Can you buy a gift for ${pick(r, NAMES)} next week?`,
]

/** Patterns of our own, which the model never heard. */
const OTHER: readonly Sentence[] = [
  (r) => `Please ${pick(r, CHORES)} and then ${pick(r, CHORES)}.`,
  (r) => `My ${pick(r, HURTS)} was cold ${pick(r, ['again', 'today', 'in the morning'])}.`,
  (r) => `The weather in ${pick(r, CITIES)} is ${pick(r, WEATHERS)} today.`,
  (r) => `The ${pick(r, PLACES)} is near the ${pick(r, PLACES)} in ${pick(r, CITIES)}.`,
  (r) => `What did the doctor ask about ${pick(r, FAMILY)} ${pick(r, ['yesterday', 'last night'])}?`,
  (r) => `I think ${pick(r, NAMES)} is ${pick(r, FEELINGS)} because the ${pick(r, FIXTURES)} is broken.`,
  (r) => `I want to learn to cook ${pick(r, FOODS)} with ${pick(r, NAMES)}.`,
  (r) => `The ${pick(r, COLOURS)} ${pick(r, BELONGINGS)} is in the ${pick(r, ROOMS)}.`,
]

export type Pattern = 'learnt' | 'other'

/** Sentences that differ from each other and from those in `known`. */
export const makeSentences = (random: Random, count: number, pattern: Pattern, known: ReadonlySet<string>): readonly string[] => {
  const made = new Set<string>()
  while (made.size < count) {
    const sentence = pick(random, pattern === 'learnt' ? LEARNT : OTHER)(random)
    if (!known.has(sentence)) made.add(sentence)
  }
  return [...made]
}

const list: Sentence = (random) => {
  const items = new Set<string>()
  const count = pick(random, [2, 3, 4])
  while (items.size < count) items.add(pick(random, FOODS))
  const [last = '', ...others] = [...items]
  return others.length === 1 ? `${others.join()} and ${last}` : `${others.join(', ')}, and ${last}`
}

const number: Sentence = (random) => {
  const below = pick(random, [() => pick(random, HOURS.slice(1)), () => pick(random, TEENS), () => `${pick(random, TENS)} ${pick(random, UNITS)}`, () => pick(random, TENS)])()
  return random() < 0.1 ? `one hundred and ${below}` : below
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function words(text: string): readonly string[] {
  return text.split(' ')
}
