import { fileURLToPath } from 'node:url'
import { createDetector } from '../../src/main/adapters/detect-worker/index.ts'
import { isPhoneNumber } from '../../src/main/adapters/detect-worker/is-phone-number.ts'
import { createDetailFinder } from '../../src/main/core/lib/detect/find-details.ts'
import { letterOf } from './letter.ts'
import { missing, shared } from '../shared.ts'
import { halves, readMarked, type Score, score, type Tally } from './detector-score.ts'
import { repeat, timed } from './measure.ts'
import type { Bench, Figure } from './measure.ts'

const SET = 'data/pii-dev.jsonl'
const WORKER = fileURLToPath(new URL('../../out/main/detect-worker.js', import.meta.url))
const LEAST: Readonly<Record<string, number>> = {
  CREDIT_CARD: 98,
  IBAN_CODE: 98,
  EMAIL_ADDRESS: 98,
  IP_ADDRESS: 98,
  DOMAIN_NAME: 98,
  PHONE_NUMBER: 90,
  US_SSN: 90,
  US_DRIVER_LICENSE: 90,
  PERSON: 80,
  STREET_ADDRESS: 80,
}
const LEAST_PRECISION = 80

// What a person writes to a model: plain words, now and then a name, a number or a date.

const percent = ({ found, all }: Tally): number => (100 * found) / all

const quality = (name: string, { recall, strict, loose }: Score): readonly Figure[] => [
  ...[...recall]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, tally]): Figure => {
      const bound = LEAST[type]
      return { name: `${name}: recall of ${type}`, value: percent(tally), unit: '%', ...(bound === undefined ? {} : { bound, atLeast: true }), note: `${tally.found} of ${tally.all}` }
    }),
  { name: `${name}: precision, by the fitting type`, value: percent(strict), unit: '%', bound: LEAST_PRECISION, atLeast: true, note: `${strict.found} of ${strict.all}` },
  { name: `${name}: precision, by any marked span`, value: percent(loose), unit: '%', note: `${loose.found} of ${loose.all}; towns, firms and dates are marked too` },
]

const measureSpeed = async (): Promise<readonly Figure[]> => {
  const find = createDetailFinder({ people: [{ name: 'Ann Lovelace', aliases: [] }], isPhoneNumber })
  const { signal } = new AbortController()
  const detector = createDetector({ workerPath: WORKER, people: () => [], log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } })
  try {
    const [small, large] = [letterOf(10_000), letterOf(1_000_000)]
    const inThread = await repeat(200, () => timed(async () => find(small)), 100)
    const inWorker = await repeat(200, () => timed(() => detector.detect([small], signal)), 100)
    const whole = await repeat(5, () => timed(() => detector.detect([large], signal)))
    const [last] = await detector.detect([large], signal)
    return [
      { name: 'rules on 10 kB', value: inThread.median, unit: 'ms', bound: 2, absolute: true, note: `median of 200, least ${inThread.min.toFixed(2)} ms` },
      { name: 'the same through the worker, there and back', value: inWorker.median, unit: 'ms', bound: 2, absolute: true, note: `median of 200, least ${inWorker.min.toFixed(2)} ms` },
      { name: 'a megabyte through the worker', value: whole.median, unit: 'ms', note: last === null ? 'was too late' : `${last?.details.length ?? 0} details` },
    ]
  } finally {
    await detector.close()
  }
}

/** The detectors: how much of a marked set they find, how much else, and how long a text takes. */
export const detectorsBench: Bench = {
  name: 'detectors',
  run: async (say) => {
    const speed = await measureSpeed()
    if (missing(SET)) {
      say('What they find is not measured: the marked set is not here.')
      return speed
    }
    const find = createDetailFinder({ people: [], isPhoneNumber })
    const rows = readMarked(shared(SET))
    const [tuned, looked] = halves(rows)
    const details = (text: string) => find(text).details
    say('The rules were written with the first half of the templates in view; the second half only confirms them.')
    return [...quality('all', score(rows, details)), ...quality('first half', score(tuned, details)), ...quality('second half', score(looked, details)), ...speed]
  },
}
