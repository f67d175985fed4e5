import { PrivacySettingsSchema } from '../../src/contract/privacy.ts'
import { isPhoneNumber } from '../../src/main/adapters/detect-worker/is-phone-number.ts'
import { createDetailFinder } from '../../src/main/core/lib/detect/find-details.ts'
import { decide, hide, joinLabels, labelsOf } from '../../src/main/core/routing/index.ts'
import { letterOf } from './letter.ts'
import { repeat } from './measure.ts'
import type { Bench } from './measure.ts'

const TURNS = 200
const LINE = 'Offer for Mara Ellegaard, Nørregade 14, 1165 København: dismantle and remove the old kitchen, two days. Deposit to DK50 0040 0440 1162 43, questions to +45 20 12 34 56 or mara@example.org. '
/** What a decision costs before anything is sent: detectors, labels, policy, and hiding, on 10 kB. */
export const decideBench: Bench = {
  name: 'decide',
  run: async () => {
    const dense = LINE.repeat(Math.ceil(10_000 / LINE.length)).slice(0, 10_000)
    const rules = Array.from({ length: 20 }, (_, at) => ({ folder: `Folder ${at}/Drafts`, verdict: 'allow' as const }))
    const policy = PrivacySettingsSchema.parse({ rules, destinations: [{ name: 'Anthropic', provider: 'anthropic' }] })
    const find = createDetailFinder({ people: [{ name: 'Mara Ellegaard', aliases: [] }], isPhoneNumber })
    const decideOn = (given: string) => {
      const detection = find(given)
      const labels = joinLabels(labelsOf({ origin: 'file', folder: 'Folder 3/Quotes', tags: ['kitchen'] }, detection, []), labelsOf({ origin: 'chat' }, { details: [], people: [] }, []))
      const decision = decide({ labels, policy, mode: { destination: 'Anthropic' }, local: { state: 'ready', contextTokens: 16_384 }, task: { tokens: 3000, hard: false }, destinations: [{ name: 'Anthropic', zone: 'cloud', available: true }], nowMs: Date.now(), chat: null, localOnly: false, settingsReadable: true, ledgerWritable: true })
      return { detection, decision }
    }
    const each = async (work: () => unknown): Promise<number> => {
      const started = performance.now()
      for (let turn = 0; turn < TURNS; turn += 1) work()
      return (performance.now() - started) / TURNS
    }
    const { detection, decision } = decideOn(dense)
    if (decision.where !== 'ask' || decision.hide.length === 0) throw new Error('The bench does not decide what it is to.')
    const deciding = await repeat(7, () => each(() => decideOn(letterOf(10_000))))
    const decidingDense = await repeat(7, () => each(() => decideOn(dense)))
    const hiding = await repeat(7, () => each(() => hide([dense], [detection], decision.hide)))
    return [
      { name: 'detectors, labels and decision, a letter of 10 kB', value: deciding.median, unit: 'ms', bound: 2, absolute: true, note: `the rules in this thread; ${deciding.min.toFixed(2)}–${deciding.max.toFixed(2)}` },
      { name: `the same where it is nothing but ${detection.details.length} details`, value: decidingDense.median, unit: 'ms', note: `${decidingDense.min.toFixed(2)}–${decidingDense.max.toFixed(2)}` },
      { name: `hiding ${detection.details.length} details in it`, value: hiding.median, unit: 'ms', note: `${hiding.min.toFixed(2)}–${hiding.max.toFixed(2)}` },
    ]
  },
}
