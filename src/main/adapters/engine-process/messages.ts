import { z } from 'zod'
import { ERROR_CODES } from '../../../contract/errors.ts'

/** Host to child. The first one is `load`. */
export const ToChildSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('load'),
    spec: z.object({
      kind: z.enum(['whisper', 'parakeet', 'vad', 'llama', 'embedding']),
      modelPath: z.string(),
      threads: z.number().int().min(0),
      contextTokens: z.number().int().min(0).optional(),
      contextType: z.enum(['f16', 'q8_0']).optional(),
    }),
  }),
  z.object({ type: z.literal('call'), id: z.number().int(), method: z.string(), params: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number().int() }),
  z.object({ type: z.literal('ping') }),
])
export type ToChild = z.infer<typeof ToChildSchema>

/** What went wrong, without a stack: expected failures keep their sentence, others only say where they come from. */
export const FailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('expected'), code: z.enum(ERROR_CODES), message: z.string(), next: z.string().optional() }),
  z.object({ kind: z.literal('aborted') }),
  z.object({ kind: z.literal('unexpected'), name: z.string(), message: z.string() }),
])
export type Failure = z.infer<typeof FailureSchema>

/** What the child's guard refused: see the gate's `Blocked`. */
export const BlockedSchema = z.object({
  kind: z.enum(['socket', 'server', 'name', 'datagram', 'worker', 'program', 'binding', 'addon']),
  target: z.string().max(200),
  from: z.string().max(200).nullable(),
  count: z.number().int().min(1),
})
export type EngineBlocked = z.infer<typeof BlockedSchema>

/** Child to host. `started` before loading, then `ready` or `broken`. */
export const ToHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), pid: z.number().int() }),
  z.object({
    type: z.literal('ready'),
    device: z.string(),
    rssBytes: z.number(),
    heldBytes: z.number(),
    contextTokens: z.number().int().nullable(),
    sequences: z.number().int().min(1),
  }),
  z.object({ type: z.literal('broken'), failure: FailureSchema }),
  z.object({ type: z.literal('events'), id: z.number().int(), events: z.array(z.unknown()) }),
  z.object({ type: z.literal('result'), id: z.number().int(), value: z.unknown() }),
  z.object({ type: z.literal('failure'), id: z.number().int(), failure: FailureSchema }),
  z.object({ type: z.literal('blocked'), blocked: BlockedSchema }),
  z.object({ type: z.literal('pong'), rssBytes: z.number(), heldBytes: z.number(), cpuMs: z.number() }),
])
export type ToHost = z.infer<typeof ToHostSchema>
