// Writes src/main/core/lib/detect/lists/{names,words}.ts: the names and the ordinary English words that tell a name from a word.
// Run by hand when the lists should be renewed, in a folder with these installed:
//   npm i --no-save --ignore-scripts @faker-js/faker@10.6.0 @cspell/dict-people-names@1.1.16 dictionary-en@4.0.0
// Their licences allow it and stand in resources/notices/.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fold } from '../src/main/core/lib/detect/fold.ts'

const folder = join(process.argv[2] ?? process.cwd(), 'node_modules')
const from = createRequire(join(folder, 'package.json'))
const OUTPUT = fileURLToPath(new URL('../src/main/core/lib/detect/lists/', import.meta.url))
const { allLocales } = await import(pathToFileURL(from.resolve('@faker-js/faker')).href)

// Only scripts with capitals: elsewhere a name cannot be told from a word by its looks.
const isName = (word) => /^[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}'’-]{2,24}$/u.test(word) && /^\p{Lu}/u.test(word)
const words = (value) => (value == null ? [] : typeof value === 'string' ? value.split(/[\s-]+/) : Array.isArray(value) ? value.flatMap(words) : 'value' in value ? words(value.value) : Object.values(value).flatMap(words))
const gather = (pick, locales = Object.entries(allLocales)) => new Set(locales.flatMap(([, locale]) => words(pick(locale.person ?? {}))).filter(isName).map(fold))

// Made-up or joking names are no names; of Vietnamese each syllable is a word of many languages.
const locales = Object.entries(allLocales).filter(([key]) => !['en_AU_ocker', 'en_BORK', 'eo', 'vi', 'zu_ZA'].includes(key))
const first = gather((person) => person.first_name, locales)
const last = gather((person) => person.last_name, locales)
const people = readFileSync(join(folder, '@cspell/dict-people-names/dict/people-names.txt'), 'utf8').split('\n').filter(isName).map(fold)

const dictionary = readFileSync(join(folder, 'dictionary-en/index.dic'), 'utf8').split('\n').map((line) => line.split('/')[0] ?? '')
const ordinary = new Set(dictionary.filter((word) => /^[a-z]{2,20}$/.test(word)))
// Countries, towns, peoples, brands: written large, and not known as anybody's name.
const known = new Set([...first, ...last, ...people])
const proper = new Set(dictionary.filter((word) => /^[A-Z][a-z]{2,20}$/.test(word)).map(fold).filter((word) => !known.has(word) && !ordinary.has(word)))

/** Sorted; each word is a letter for how many characters it shares with the one before it (a = 0), and the rest. */
const pack = (list) => {
  let before = ''
  return [...list]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((word) => {
      let shared = 0
      while (shared < 25 && shared < word.length && word[shared] === before[shared]) shared += 1
      before = word
      return String.fromCharCode(97 + shared) + word.slice(shared)
    })
    .join(' ')
}

const write = (file, about, lists) => {
  const text = Object.entries(lists).map(([name, list]) => `\nexport const ${name} = ${JSON.stringify(pack(list))}\n`)
  writeFileSync(OUTPUT + file, `// Written by scripts/make-name-lists.mjs from ${about}; see resources/notices/.\n${text.join('')}`)
}

write('names.ts', '@faker-js/faker (MIT) and @cspell/dict-people-names (MIT)', {
  FIRST_NAMES: first,
  LAST_NAMES: last,
  OTHER_NAMES: new Set(people.filter((name) => !first.has(name) && !last.has(name))),
})
write('words.ts', 'dictionary-en (SCOWL, MIT and BSD)', { ORDINARY_WORDS: ordinary, PROPER_WORDS: proper })
