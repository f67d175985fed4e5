import { describe, expect, it } from 'vitest'
import { halves, readMarked, score } from '../../../bench/detector-score.ts'
import { missing, shared } from '../../../shared.ts'
import { finder } from './finder.ts'

const SET = 'data/pii-dev.jsonl'
const LEAST: Readonly<Record<string, number>> = { CREDIT_CARD: 0.98, IBAN_CODE: 0.98, EMAIL_ADDRESS: 0.98, IP_ADDRESS: 0.98, DOMAIN_NAME: 0.98, PHONE_NUMBER: 0.9, US_SSN: 0.9, US_DRIVER_LICENSE: 0.9, PERSON: 0.8, STREET_ADDRESS: 0.8 }

describe.skipIf(missing(SET))('the rules on the marked set', () => {
  it.each([0, 1])('find as much as is promised, and not much else, on half %i', (half) => {
    const find = finder()
    const { recall, strict } = score(halves(readMarked(shared(SET)))[half] ?? [], (text) => find(text).details)
    for (const [type, least] of Object.entries(LEAST)) {
      const { found, all } = recall.get(type) ?? { found: 1, all: 1 }
      expect(found / all, type).toBeGreaterThanOrEqual(least)
    }
    expect(strict.found / strict.all).toBeGreaterThanOrEqual(0.8)
  })
})
