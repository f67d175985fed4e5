import { TOPICS } from '../../../contract/privacy.ts'
import type { Offer } from '../../../contract/chat.ts'
import type { Labels } from '../../../contract/privacy.ts'
import type { createLabel } from './label.ts'
import { joinLabels, noLabels } from './labels.ts'
import type { Routing } from './routing.ts'

/**
 * Where content could go, after a yes at most, once it was looked through. Topics take the model on this Mac its time: they are
 * looked for only where one of them would forbid a place that the rest allows.
 */
export const createPlacesFor =
  (label: ReturnType<typeof createLabel>, destinations: Routing['destinations']): Routing['placesFor'] =>
  async (pieces, carried, chat, signal): Promise<Offer['destinations']> => {
    const { labels } = await label(pieces, carried, signal, { topics: false })
    const most = destinations(labels, chat)
    if (destinations(joinLabels(labels, ANY_TOPIC), chat).length === most.length) return most
    return destinations((await label(pieces, labels, signal, { topics: true })).labels, chat)
  }

const ANY_TOPIC: Labels = { ...noLabels, topics: [...TOPICS] }
