import type { ChatMode } from '../../../contract/chat.ts'
import type { Destination, Zone } from '../../../contract/privacy.ts'

export interface ModeChoice {
  readonly key: string
  readonly mode: ChatMode
  readonly label: string
  /** One short sentence below it. */
  readonly detail: string
  readonly zone: Zone
}

type Offered = Pick<Destination, 'name' | 'zone' | 'model'>

const AUTO = { key: 'auto', mode: 'auto', label: 'Auto', zone: 'mac' } as const

/** A mode as a key that can be compared. */
export const modeKey = (mode: ChatMode): string => (typeof mode === 'string' ? mode : `to:${mode.destination}`)

/** What may be chosen for the next turns: the ways of this Mac first, then each place that the person added. */
export const modeChoices = (destinations: readonly Offered[], machine: string): readonly ModeChoice[] => [
  { ...AUTO, detail: `${machine} answers what it can and asks before anything leaves` },
  { key: 'local-only', mode: 'local-only', label: `${machine} only`, detail: 'Nothing of this chat leaves', zone: 'mac' },
  { key: 'ask', mode: 'ask', label: 'Ask each time', detail: 'You say where, before each answer', zone: 'mac' },
  ...destinations.map(({ name, zone, model }) => ({ key: `to:${name}`, mode: { destination: name }, label: name, detail: model ?? 'Its own model', zone })),
]

/** The choice that stands: a place that was removed meanwhile is still named, so that nobody is surprised. */
export const currentChoice = (mode: ChatMode, choices: readonly ModeChoice[]): ModeChoice =>
  choices.find(({ key }) => key === modeKey(mode)) ??
  (typeof mode === 'object'
    ? { key: modeKey(mode), mode, label: `${mode.destination}, removed`, detail: 'It is no longer among your places', zone: 'cloud' }
    : { ...AUTO, detail: '' })

export interface SendLook {
  readonly zone: Zone
  /** Local only is on for the whole app: nothing can leave whatever the mode says. */
  readonly locked: boolean
}

/** Where the next turn goes first; the send button wears it. */
export const sendLook = (choice: Pick<ModeChoice, 'zone'>, localOnly: boolean): SendLook => ({ zone: localOnly ? 'mac' : choice.zone, locked: localOnly })
