import type { Change, Labels, Reason } from '../../../contract/privacy.ts'
import type { Question } from './asks.ts'
import { whatOf } from './question.ts'
import type { ReaderApp } from './release.ts'
import { zoneOfApp } from './weigh-app.ts'
import type { Weighed } from './weigh-app.ts'
import { joinSentences } from './words.ts'

const SHOWN_BYTES = 200_000

/** In place of a host: what is handed over goes to whoever asked, by the way it asked. */
export const APP_PLACE = 'an app, by MCP'

/** What is known of a text that would be handed to an app. */
export interface HandedText {
  readonly body: Uint8Array
  readonly bodySha256: string
  readonly changes: readonly Change[]
  readonly hiddenCount: number
}

/** What the ask sheet shows of a text that an app would read: to whom, what exactly, and why. */
export const toAppQuestion = (app: ReaderApp, feature: string, { body, bodySha256, changes, hiddenCount }: HandedText, each: readonly Labels[], now: readonly Weighed[]): Omit<Question, 'review'> => {
  const origins = [...new Set(now.flatMap(({ rememberable }) => rememberable))]
  const forwards: readonly Reason[] = app.now()?.forwards === false ? [] : [{ words: `${app.name} may hand on what it reads`, rule: 'app' }]
  return {
    feature,
    bodySha256,
    title: `Let ${app.name} read ${whatOf(each.flatMap(({ sources }) => sources.map(({ origin }) => origin)))}?`,
    destination: app.name,
    zone: zoneOfApp(app),
    host: APP_PLACE,
    model: null,
    why: joinSentences([...forwards, ...tellingOf(now)].slice(0, 3).map(({ words }) => words)),
    pieces: [{ title: 'What it reads', changes: [...changes] }],
    sentText: new TextDecoder().decode(body.subarray(0, SHOWN_BYTES)),
    sizeBytes: body.length,
    hiddenCount,
    foundCount: hiddenCount,
    chat: null,
    origins,
    remember: async (answer) => {
      for (const origin of origins) await app.remember(origin, answer === 'always')
    },
  }
}

/** The reasons of all pieces, each once. */
export const tellingOf = (now: readonly Weighed[]): readonly Reason[] => [...new Map(now.flatMap(({ telling }) => telling).map((reason) => [reason.rule, reason])).values()]
