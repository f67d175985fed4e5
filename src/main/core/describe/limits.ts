/** How much the model may say, so that its answer always comes to an end within `answerTokens`. */
export interface Limits {
  readonly answerTokens: number
  readonly titleLength: number
  readonly summaryLength: number
  readonly actionCount: number
  readonly actionLength: number
  readonly tagCount: number
  readonly tagLength: number
}

const ROOMY: Limits = { answerTokens: 1200, titleLength: 80, summaryLength: 600, actionCount: 10, actionLength: 160, tagCount: 5, tagLength: 30 }
// A token may be a single letter in the tiniest models: fewer letters than tokens.
const NARROW: Limits = { answerTokens: 256, titleLength: 40, summaryLength: 80, actionCount: 1, actionLength: 40, tagCount: 1, tagLength: 16 }

/** What fits a model's context. */
export const limitsFor = (contextTokens: number): Limits => (contextTokens >= 4096 ? ROOMY : NARROW)

/** The answer's JSON schema; bound in length, since a grammar alone lets a model talk for ever. */
export const schemaFor = (limits: Limits): Readonly<Record<string, unknown>> => ({
  type: 'object',
  properties: {
    title: { type: 'string', maxLength: limits.titleLength },
    summary: { type: 'string', maxLength: limits.summaryLength },
    actions: { type: 'array', maxItems: limits.actionCount, items: { type: 'string', maxLength: limits.actionLength } },
    tags: { type: 'array', maxItems: limits.tagCount, items: { type: 'string', maxLength: limits.tagLength } },
  },
  required: ['title', 'summary', 'actions', 'tags'],
  additionalProperties: false,
})
