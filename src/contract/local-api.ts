import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { OriginSchema } from './privacy.ts'
import { appErrors, ProblemSchema } from './problem.ts'

/** An app that may use the models and, by MCP, ask for notes. Its token is known by its hash alone. */
export const ApiClientSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  createdAt: z.string(),
  /** ISO 8601; null before the first. */
  lastUsedAt: z.string().nullable(),
  /** From where: `this computer`, or an address of the network. */
  lastFrom: z.string().nullable(),
  requests: z.number().int(),
  /** Waiting or being answered. */
  active: z.number().int(),
  /** Whether it hands on what it reads to a model in the cloud: then what it may read is asked, once for each origin. */
  forwards: z.boolean(),
  /** What it was allowed, or refused, to read. */
  grants: z.array(z.object({ origin: OriginSchema, allowed: z.boolean() })),
})
export type ApiClient = z.infer<typeof ApiClientSchema>

export const LocalApiStateSchema = z.object({
  /** `http://127.0.0.1:11500`; null while it is off. */
  url: z.string().nullable(),
  /** Addresses in the network; none while that is off. */
  networkUrls: z.array(z.string()),
  /** Why it is not open although it is on. */
  problem: ProblemSchema.nullable(),
  clients: z.array(ApiClientSchema),
  /** Requests that wait, and those that were turned away since the start. */
  waiting: z.number().int(),
  turnedAway: z.number().int(),
})
export type LocalApiState = z.infer<typeof LocalApiStateSchema>

export const ApiClientNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/, { error: 'is 1 to 40 letters, digits, spaces, dots or dashes.' })

const base = oc.errors(appErrors)
const nothing = z.object({})
const byId = z.object({ clientId: z.string() })

export const localApiContract = {
  state: base.input(nothing).output(LocalApiStateSchema),
  /** A snapshot at once, then a new one whenever something changed, at most two a second. */
  changes: base.output(eventIterator(LocalApiStateSchema)),
  /** Makes a token and puts it on this machine's clipboard, once: no page ever sees it. UNSUPPORTED where there is no clipboard; the command line then prints one. */
  createClient: base.input(z.object({ name: ApiClientNameSchema, forwards: z.boolean().default(true) })).output(byId),
  /** The same for a token that the caller made, and shows only to its person. */
  addClient: base.input(z.object({ name: ApiClientNameSchema, forwards: z.boolean().default(true), tokenSha256: z.string().regex(/^[0-9a-f]{64}$/) })).output(byId),
  setForwards: base.input(byId.extend({ forwards: z.boolean() })).output(nothing),
  /** Forgets what it was allowed or refused to read. */
  forgetGrants: base.input(byId).output(nothing),
  /** Its token is no longer taken, and what it asks for now ends. */
  revoke: base.input(byId).output(nothing),
}

/** The `api:` part of settings.yaml. */
export const ApiSettingsSchema = z
  .strictObject({
    on: z.boolean().default(false),
    port: z.number().int().min(0).max(65_535).default(11_500),
    /** Whether programs on this machine need a token as well. In the network everybody does. */
    needsToken: z.boolean().default(true),
    /** Also open in my network. */
    network: z.boolean().default(false),
    /** PEM files; without them the network's door is plain http. */
    tlsCertificate: z.string().default(''),
    tlsKey: z.string().default(''),
    /** Web pages that may use it: `https://example.org`, exactly. */
    allowedOrigins: z.array(z.string().regex(/^https?:\/\/[^/\s*]+$/, { error: 'is an origin such as https://example.org, without a path.' })).default([]),
    /** Whether apps may fetch any model of the hub, and delete models: without it they fetch what the catalogue has, and nothing else. */
    mayManageModels: z.boolean().default(false),
    maxBodyMegabytes: z.number().positive().max(4096).default(32),
    /** Of audio that is to be written down. */
    maxAudioMegabytes: z.number().positive().max(65_536).default(512),
    /** Of one client: answered at once, and waiting beside those. */
    maxActive: z.number().int().min(1).max(64).default(4),
    maxWaiting: z.number().int().min(0).max(1000).default(16),
    requestsPerMinute: z.number().int().min(1).max(100_000).default(600),
    maxMinutes: z.number().positive().max(1440).default(30),
  })
  .prefault({})
export type ApiSettings = z.infer<typeof ApiSettingsSchema>
