import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors } from './problem.ts'

/** Where content is worked on: this Mac, an address the person declared theirs, anywhere else. */
export const ZONES = ['mac', 'network', 'cloud'] as const
export const ZoneSchema = z.enum(ZONES)
export type Zone = z.infer<typeof ZoneSchema>

/** Where a piece of content came from. */
export const ORIGINS = ['memo', 'capture', 'note', 'file', 'chat', 'mail', 'calendar', 'health', 'feed', 'web', 'tool'] as const
export const OriginSchema = z.enum(ORIGINS)
export type Origin = z.infer<typeof OriginSchema>

/** From the strictest to the loosest. */
export const VERDICTS = ['never', 'ask', 'redact', 'allow'] as const
export const VerdictSchema = z.enum(VERDICTS)
export type Verdict = z.infer<typeof VerdictSchema>

/** What a detector can find in a text, character by character. */
export const DETAIL_KINDS = ['secret', 'card', 'iban', 'national-id', 'phone', 'email', 'address', 'person', 'ip', 'url'] as const
export const DetailKindSchema = z.enum(DETAIL_KINDS)
export type DetailKind = z.infer<typeof DetailKindSchema>

/** What a text is about, as the local model sees it. A topic only ever makes content more private. */
export const TOPICS = ['health', 'money', 'family', 'legal'] as const
export const TopicSchema = z.enum(TOPICS)
export type Topic = z.infer<typeof TopicSchema>

/** One thing that content was taken from. Rules look at it piece by piece: a loose rule for one never covers another. */
export const SourceSchema = z.object({
  origin: OriginSchema,
  /** Folder in the vault or on disk, and tags, where it has them. */
  folder: z.string().optional(),
  tags: z.array(z.string()).optional(),
})
export type Source = z.infer<typeof SourceSchema>

/** Everything known of what reaches a prompt. Labels only ever add up. */
export const LabelsSchema = z.object({
  sources: z.array(SourceSchema),
  details: z.array(DetailKindSchema),
  topics: z.array(TopicSchema),
  /** Names from the vault's people list that the text speaks of. */
  people: z.array(z.string()),
  /** A detector failed, was late or is missing: the content counts as more private. */
  unsure: z.boolean(),
})
export type Labels = z.infer<typeof LabelsSchema>

/** A rule that stands above the table. All conditions it names must hold; the most specific rule wins, then the stricter. */
export const RuleSchema = z
  .strictObject({
    person: z.string().min(1).optional(),
    folder: z.string().min(1).optional(),
    tag: z.string().min(1).optional(),
    origin: OriginSchema.optional(),
    destination: z.string().min(1).optional(),
    /** Without a zone the rule holds for my network and the cloud. */
    zone: ZoneSchema.optional(),
    verdict: VerdictSchema,
    /** ISO 8601; the rule has no force from then on. */
    until: z.iso.datetime({ offset: true }).optional(),
    /** The rule holds in this chat only. */
    chat: z.string().optional(),
  })
  .refine(({ person, folder, tag, origin, destination }) => [person, folder, tag, origin, destination].some((each) => each !== undefined), {
    error: 'needs a person, folder, tag, origin or destination.',
  })
export type Rule = z.infer<typeof RuleSchema>

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/, { error: 'is 1 to 40 letters, digits, spaces, dots or dashes.' })

/** A model server that the person added. */
export const DestinationSchema = z.strictObject({
  name,
  provider: z.enum(['anthropic', 'openai']),
  /** Base address. Left out for the provider's own. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** `network` is refused when its name turns out to be a public address; `cloud` may be said of any, also of one on this Mac. */
  zone: z.enum(['mac', 'network', 'cloud']).default('cloud'),
  /** Name of the credential it takes; left out where none is needed. */
  credential: name.optional(),
  /** The model used when none is named. */
  model: z.string().optional(),
})
export type Destination = z.infer<typeof DestinationSchema>

const cells = (mac: Verdict, network: Verdict, cloud: Verdict) =>
  z.strictObject({ mac: VerdictSchema.default(mac), network: VerdictSchema.default(network), cloud: VerdictSchema.default(cloud) }).prefault({})

/** Origin × zone. Private as it comes: see look.html's table. */
export const PolicyTableSchema = z
  .strictObject({
    memo: cells('allow', 'allow', 'never'),
    capture: cells('allow', 'allow', 'ask'),
    note: cells('allow', 'allow', 'ask'),
    file: cells('allow', 'ask', 'ask'),
    chat: cells('allow', 'allow', 'allow'),
    mail: cells('allow', 'never', 'never'),
    calendar: cells('allow', 'never', 'never'),
    health: cells('allow', 'never', 'never'),
    feed: cells('allow', 'allow', 'redact'),
    web: cells('allow', 'allow', 'redact'),
    tool: cells('allow', 'never', 'never'),
  })
  .prefault({})
export type PolicyTable = z.infer<typeof PolicyTableSchema>

/** What in a text makes content more private: details are hidden at least, topics ask or never leave. */
const RaiseSchema = z
  .strictObject({
    topics: z.strictObject({ health: VerdictSchema.default('never'), money: VerdictSchema.default('ask'), family: VerdictSchema.default('ask'), legal: VerdictSchema.default('ask') }).prefault({}),
    /** Kinds that are hidden from the cloud even where the table says allow. */
    hide: z.array(DetailKindSchema).default(['secret', 'card', 'iban', 'national-id']),
  })
  .prefault({})

/** `privacy:` in settings.yaml. */
export const PrivacySettingsSchema = z
  .strictObject({
    /** Nothing leaves this Mac, whatever else stands here. */
    localOnly: z.boolean().default(false),
    table: PolicyTableSchema,
    raise: RaiseSchema,
    rules: z.array(RuleSchema).default([]),
    destinations: z.array(DestinationSchema).default([]),
    /** Addresses and ranges of my network (`192.168.1.10`, `192.168.1.0/24`, `fd00::/8`). A `network` destination must be in one of them, or be private by its address. */
    network: z.array(z.string().min(1)).default([]),
    /** Days for which what was sent is kept, only here; 0 keeps none. */
    keepSentDays: z.number().int().min(0).max(3650).default(30),
    /** Folder of the vault with one note a person: its title and `aliases` are names to hide. */
    peopleFolder: z.string().min(1).default('People'),
  })
  .prefault({})
export type PrivacySettings = z.infer<typeof PrivacySettingsSchema>

/** `auto` asks the model on this Mac first; `local-only` asks nobody else; a name is the person's choice of a destination. */
export const ModeSchema = z.union([z.literal('auto'), z.literal('local-only'), z.object({ destination: z.string() })])
export type Mode = z.infer<typeof ModeSchema>

export const ReasonSchema = z.object({
  /** One sentence. */
  words: z.string(),
  /** What gave it: `table:memo.cloud`, `rule:3`, `local-only`, `mode`, `topic:health`, `unsure`, `fit`, `zone`, … */
  rule: z.string(),
})
export type Reason = z.infer<typeof ReasonSchema>

export const DecisionSchema = z.object({
  where: z.enum(['local', 'network', 'cloud', 'ask', 'refuse']),
  /** Where it goes, or would go after a yes; null where it stays. */
  destination: z.string().nullable(),
  /** The verdict that the policy gives for that destination; null where none was looked at. */
  verdict: VerdictSchema.nullable(),
  /** Kinds of details that are hidden before it goes. */
  hide: z.array(DetailKindSchema),
  /** Most telling first; never empty. */
  reasons: z.array(ReasonSchema).min(1),
})
export type Decision = z.infer<typeof DecisionSchema>

/** A stretch of a text that a detector found; characters (UTF-16), end exclusive. */
export const DetailSchema = z.object({ kind: DetailKindSchema, start: z.number().int(), end: z.number().int() })
export type Detail = z.infer<typeof DetailSchema>

/** A text before and after hiding, in order: `was` is what stands on this Mac, `now` what would go. Equal where nothing is hidden. */
export const ChangeSchema = z.object({ was: z.string(), now: z.string() })
export type Change = z.infer<typeof ChangeSchema>

/** A piece of what would be sent, under the name the person knows it by ("You", "Quote.pdf"). */
export const ShownPieceSchema = z.object({ title: z.string(), changes: z.array(ChangeSchema) })
export type ShownPiece = z.infer<typeof ShownPieceSchema>

export const AskIdSchema = z.string().brand<'AskId'>()
export type AskId = z.infer<typeof AskIdSchema>

/** A question at the gate. Equal ones are merged; the oldest is shown first and never replaced. */
export const AskSchema = z.object({
  askId: AskIdSchema,
  title: z.string(),
  destination: z.string(),
  zone: ZoneSchema,
  host: z.string(),
  model: z.string().nullable(),
  why: z.string(),
  pieces: z.array(ShownPieceSchema),
  /** The exact body, as text; at most the first 200 kB, `sizeBytes` says how long all of it is. */
  sentText: z.string(),
  sizeBytes: z.number().int(),
  hiddenCount: z.number().int(),
  foundCount: z.number().int(),
  /** Whether there is a chat that a yes can be remembered for. */
  chat: z.string().nullable(),
  /** Origins that ask, for "Files → Anthropic" and "Never send files". */
  origins: z.array(OriginSchema),
  /** How many equal asks wait behind this one. */
  merged: z.number().int(),
  askedAt: z.string(),
})
export type Ask = z.infer<typeof AskSchema>

export const AskAnswerSchema = z.enum(['keep', 'once', 'chat', 'always', 'never'])
export type AskAnswer = z.infer<typeof AskAnswerSchema>

export const TrialSchema = z.object({
  labels: LabelsSchema,
  details: z.array(DetailSchema),
  decision: DecisionSchema,
  /** The text with what would be hidden. */
  changes: z.array(ChangeSchema),
  /** Without the sentences that keep it here it would go like this; null where nothing would. */
  without: z.object({ sentence: z.string(), changes: z.array(ChangeSchema) }).nullable(),
  /** Whether the topics were looked at; false without a language model. */
  topicsKnown: z.boolean(),
})
export type Trial = z.infer<typeof TrialSchema>

export const ShownDestinationSchema = DestinationSchema.extend({ host: z.string(), hasCredential: z.boolean() })
export type ShownDestination = z.infer<typeof ShownDestinationSchema>

/** A rule with its place in the settings, which is how it is removed. */
export const ShownRuleSchema = z.object({ index: z.number().int(), rule: RuleSchema, words: z.string(), expired: z.boolean() })
export type ShownRule = z.infer<typeof ShownRuleSchema>

export const PrivacyStateSchema = z.object({
  localOnly: z.boolean(),
  /** Why it is local only although nobody switched it on: the settings cannot be read, the ledger cannot be written. */
  forced: z.string().nullable(),
  table: PolicyTableSchema,
  rules: z.array(ShownRuleSchema),
  destinations: z.array(ShownDestinationSchema),
  keepSentDays: z.number().int(),
  asks: z.array(AskSchema),
})
export type PrivacyState = z.infer<typeof PrivacyStateSchema>

const base = oc.errors(appErrors)
const nothing = z.object({})

export const privacyContract = {
  state: base.input(nothing).output(PrivacyStateSchema),
  /** A snapshot at once, then a new one whenever something changed, at most ten a second. */
  changes: base.output(eventIterator(PrivacyStateSchema)),
  setLocalOnly: base.input(z.object({ on: z.boolean() })).output(nothing),
  setCell: base.input(z.object({ origin: OriginSchema, zone: ZoneSchema, verdict: VerdictSchema })).output(nothing),
  addRule: base.input(RuleSchema).output(nothing),
  /** CONFLICT when another rule stands at that place by now. */
  removeRule: base.input(z.object({ index: z.number().int().min(0), rule: RuleSchema })).output(nothing),
  addDestination: base.input(DestinationSchema).output(nothing),
  removeDestination: base.input(z.object({ name: z.string() })).output(nothing),
  /** CONFLICT when it was answered elsewhere. */
  answer: base.input(z.object({ askId: AskIdSchema, answer: AskAnswerSchema })).output(nothing),
  /** Labels, decision and hidden text of what is typed or dropped; nothing is sent. */
  tryIt: base.input(z.object({ text: z.string().max(200_000), origin: OriginSchema.default('chat'), destination: z.string().optional(), mode: ModeSchema.optional() })).output(TrialSchema),
}
