import type { z } from 'zod'
import type { MeterSchema } from '../../../contract/chat.ts'
import { limitInWords, tokensInWords } from '../../words/tokens.ts'

export type Meter = z.infer<typeof MeterSchema>

const ROOM_FROM = 0.75

/** How full the chat is, 0 … 1. */
export const meterFraction = ({ usedTokens, heldTokens }: Meter): number => (heldTokens <= 0 ? 0 : Math.min(1, usedTokens / heldTokens))

/** `2.1k of 16k`, and `about` before it where the model did not count by itself. */
export const meterWords = ({ usedTokens, heldTokens, exact }: Meter): string => `${exact ? '' : 'about '}${tokensInWords(usedTokens)} of ${limitInWords(heldTokens)}`

/** From three quarters on the way to make room is offered. */
export const needsRoom = (meter: Meter): boolean => meterFraction(meter) >= ROOM_FROM
