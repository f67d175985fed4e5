import { PrivacySettingsSchema } from '../../src/contract/privacy.ts'
import type { DetailKind } from '../../src/contract/privacy.ts'
import type { Detection } from '../../src/main/core/ports/index.ts'
import { decide, hide, joinLabels, labelsOf } from '../../src/main/core/routing/index.ts'
import { repeat } from './measure.ts'
import type { Bench } from './measure.ts'

const TURNS = 200
const LINE = 'Offer for Mara Ellegaard, Nørregade 14, 1165 København: dismantle and remove the old kitchen, two days. Deposit to DK50 0040 0440 1162 43, questions to +45 20 12 34 56 or mara@example.org. '
const WORDS: readonly (readonly [RegExp, DetailKind])[] = [
  [/Mara Ellegaard/gu, 'person'],
  [/DK50 [\d ]+\d/gu, 'iban'],
  [/\+45 [\d ]+\d/gu, 'phone'],
  [/\S+@\S+\.org/gu, 'email'],
]

/** Finds a few words by rule: stands in where no real detectors are given. */
const standIn = (text: string): Detection => ({
  details: WORDS.flatMap(([pattern, kind]) => [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({ kind, start: index, end: index + length }))),
  people: ['Mara Ellegaard'],
})

/** What a decision costs before anything is sent: detectors, labels, policy, and hiding, on 10 kB. */
export const createDecideBench = (detect: (text: string) => Detection, detectors: string): Bench => ({
  name: 'decide',
  run: async () => {
    const text = LINE.repeat(Math.ceil(10_000 / LINE.length)).slice(0, 10_000)
    const rules = Array.from({ length: 20 }, (_, at) => ({ folder: `Folder ${at}/Drafts`, verdict: 'allow' as const }))
    const policy = PrivacySettingsSchema.parse({ rules, destinations: [{ name: 'Anthropic', provider: 'anthropic' }] })
    const decideOnce = () => {
      const detection = detect(text)
      const labels = joinLabels(labelsOf({ origin: 'file', folder: 'Folder 3/Quotes', tags: ['kitchen'] }, detection, []), labelsOf({ origin: 'chat' }, { details: [], people: [] }, []))
      const decision = decide({ labels, policy, mode: { destination: 'Anthropic' }, local: { state: 'ready', contextTokens: 16_384 }, task: { tokens: 3000, hard: false }, destinations: [{ name: 'Anthropic', zone: 'cloud', available: true }], nowMs: Date.now(), chat: null, localOnly: false, settingsReadable: true, ledgerWritable: true })
      return { detection, decision }
    }
    const each = async (work: () => unknown): Promise<number> => {
      const started = performance.now()
      for (let turn = 0; turn < TURNS; turn += 1) work()
      return (performance.now() - started) / TURNS
    }
    const { detection, decision } = decideOnce()
    if (decision.where !== 'ask' || decision.hide.length === 0) throw new Error('The bench does not decide what it is to.')
    const deciding = await repeat(7, () => each(decideOnce))
    const hiding = await repeat(7, () => each(() => hide([text], [detection], decision.hide)))
    return [
      { name: 'detectors, labels and decision, 10 kB', value: deciding.median, unit: 'ms', bound: 2, absolute: true, note: `${detectors}; ${deciding.min.toFixed(2)}–${deciding.max.toFixed(2)}` },
      { name: `hiding ${detection.details.length} details in it`, value: hiding.median, unit: 'ms', note: `${hiding.min.toFixed(2)}–${hiding.max.toFixed(2)}` },
    ]
  },
})

export const decideBench = createDecideBench(standIn, 'a stand-in for the detectors')
