import { describe, expect, it } from 'vitest'
import { shown } from './finder.ts'

// None of these is anybody's: numbers are the issuers' own examples, or made up with a right check digit.
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAA\n'.repeat(4)}-----END OPENSSH PRIVATE KEY-----`
const FOUND: readonly (readonly [string, readonly string[]])[] = [
  ['the key is sk-ant-api03-abcDEF123456_abcDEF123456-xyz', ['secret: sk-ant-api03-abcDEF123456_abcDEF123456-xyz']],
  ['export TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a', ['secret: ghp_16C7e42F292c6912E7710c838347Ae178B4a']],
  ['AKIAIOSFODNN7EXAMPLE is the id', ['secret: AKIAIOSFODNN7EXAMPLE']],
  ['xoxb-123456789012-abcdefABCDEF', ['secret: xoxb-123456789012-abcdefABCDEF']],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P', ['secret: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P']],
  [`here:\n${KEY}\nthanks`, [`secret: ${KEY}`]],
  ['password: hunter2!', ['secret: hunter2!']],
  ['Das Passwort lautet s0nnenblume', ['secret: s0nnenblume']],
  ['mot de passe : Azerty123', ['secret: Azerty123']],
  ['Authorization: Bearer abcdef0123456789abcdef', ['secret: abcdef0123456789abcdef']],
  ['api_key = "9f8a7b6c5d4e3f2a1b0c"', ['secret: 9f8a7b6c5d4e3f2a1b0c']],
  ['seed phrase: legal winner thank year wave sausage worth useful legal winner thank yellow', ['secret: legal winner thank year wave sausage worth useful legal winner thank yellow']],
  ['my pin is 4711', ['secret: 4711']],
  ['card 4111 1111 1111 1111 until 12/29', ['card: 4111 1111 1111 1111']],
  ['378282246310005', ['card: 378282246310005']],
  ['5555-5555-5555-4444', ['card: 5555-5555-5555-4444']],
  ['IBAN: DE89 3704 0044 0532 0130 00.', ['iban: DE89 3704 0044 0532 0130 00']],
  ['to gb82west12345698765432 please', ['iban: gb82west12345698765432']],
  ['SSN 078-05-1120', ['national-id: 078-05-1120']],
  ['social security number 078 05 1120', ['national-id: 078 05 1120']],
  ['her NINO is AB 12 34 56 C', ['national-id: AB 12 34 56 C']],
  ['Steuer-ID: 86 095 742 719', ['national-id: 86 095 742 719']],
  ['NIR 2 55 08 14 168 025 38', ['national-id: 2 55 08 14 168 025 38']],
  ['RSSMRA85T10A562S', ['national-id: RSSMRA85T10A562S']],
  ['DNI 12345678Z, NIE X1234567L', ['national-id: 12345678Z', 'national-id: X1234567L']],
  ['cpr 070761-4285', ['national-id: 070761-4285']],
  ['personnummer 811218-9876', ['national-id: 811218-9876']],
  ['BSN 111222333', ['national-id: 111222333']],
  ['hetu 131052-308T', ['national-id: 131052-308T']],
  ['rodné číslo 736028/5163', ['national-id: 736028/5163']],
  ['PESEL 44051401359', ['national-id: 44051401359']],
  ["my driver's license number is D123-4567-8901", ['national-id: D123-4567-8901']],
  ['passport number C01X00T47', ['national-id: C01X00T47']],
  ['call +49 30 1234567 today', ['phone: +49 30 1234567']],
  ['(415) 555-2671 ext. 12', ['phone: (415) 555-2671 ext. 12']],
  ['rappelle-moi au 06 12 34 56 78', ['phone: 06 12 34 56 78']],
  ['my number: 668 5702', ['phone: 668 5702']],
  ['write to ann.o+x@mail.example.org, please', ['email: ann.o+x@mail.example.org']],
  ['see https://example.org/a(b)?q=1.', ['url: https://example.org/a(b)?q=1']],
  ['read example.com/path or www.example.net', ['url: example.com/path', 'url: www.example.net']],
  ['from 192.168.1.10 and fe80::1ff:fe23:4567:890a', ['ip: 192.168.1.10', 'ip: fe80::1ff:fe23:4567:890a']],
]

const NOT_FOUND = [
  'Drawing 999999/123 of the folder.',
  'Sizes are 12 16 20 24 32 px; see FreshRSS 7920, CasaOS 1865.',
  'The token is read by crypto.fromX509 in the program.',
  'The password is wrong, and the secret is patience.',
  'Order 4111 1111 1111 1112 has shipped.',
  'A revenue of 1 234 567 dollars, up 12 percent since 2019-2024.',
  'At 14:03:31 on 2026-11-24, version 1.2.3 of section 4.2, page 12.',
  'See notes.md, index.ts, e.g. here, i.e. there. Done.It works.',
  'max_tokens: 4096, 300x200 px, 12.5 kg, 01.02.2024',
  'Der Bauer hat im Garten einen Wolf gesehen. Wir brauchen Milch, Brot und Butter.',
  'On Monday we meet in the Kitchen. Summer is coming in May.',
  'Apple, Microsoft and Google are in California.',
]

describe('the details of a text', () => {
  it.each(FOUND)('are found in %j', (text, details) => {
    expect(shown(text)).toEqual(details)
  })

  it.each(NOT_FOUND)('are none in %j', (text) => {
    expect(shown(text)).toEqual([])
  })

  it.each([
    ['I met Ann Lovelace and Mr. Okafor.', ['person: Ann Lovelace', 'person: Okafor']],
    ['My name is Siiri', ['person: Siiri']],
    ['Faina D. Yefremova’s letter; Yefremova wrote it herself.', ['person: Faina D. Yefremova', 'person: Yefremova']],
    ['Gestern war ich mit Hans Müller im Garten.', ['person: Hans Müller']],
    ['See you,\n\nBest regards,\nFreya Lindqvist', ['person: Freya Lindqvist']],
    ['i asked patricia about it yesterday', ['person: patricia']],
    ['田中太郎さんに電話する', ['person: 田中太郎']],
  ])('are the people in %j', (text, people) => {
    expect(shown(text)).toEqual(people)
  })

  it.each([
    ['She lives at 221B Baker Street, London NW1 6XE.', '221B Baker Street, London NW1 6XE'],
    ['Hauptstraße 5, 10115 Berlin', 'Hauptstraße 5, 10115 Berlin'],
    ['12 rue de la Paix, 75002 Paris', '12 rue de la Paix, 75002 Paris'],
    ['Vivo en Calle Mayor 12, 28013 Madrid', 'Calle Mayor 12, 28013 Madrid'],
    ['ul. Północna 73', 'ul. Północna 73'],
    ['Send it to:\n350 Fifth Avenue\nApt. 12\nNew York, NY 10118', '350 Fifth Avenue\nApt. 12\nNew York, NY 10118'],
    ['Unit 7349 Box 6067\nDPO AE 99081', 'Unit 7349 Box 6067\nDPO AE 99081'],
    ['ZIP: 48750', '48750'],
    ['please send it to 12 farnell street, apt. 4', '12 farnell street, apt. 4'],
    ['she moved to hauptstraße 5, 10115 berlin', 'hauptstraße 5, 10115 berlin'],
  ])('are the address in %j', (text, address) => {
    expect(shown(text)).toContain(`address: ${address}`)
  })
})
