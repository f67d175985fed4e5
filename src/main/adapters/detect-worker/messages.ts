import { z } from 'zod'
import { DetailSchema } from '../../../contract/privacy.ts'
import type { Person } from '../../core/ports/index.ts'

/** To the worker, by its port. `people` holds for all texts after it. */
export type ToWorker = { readonly type: 'people'; readonly people: readonly Person[] } | { readonly type: 'find'; readonly id: number; readonly text: string }

/** From the worker: `ready` once its lists are unpacked, then an answer a text; `failed` when a rule threw. */
export const FromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('found'), id: z.number(), details: z.array(DetailSchema), people: z.array(z.string()) }),
  z.object({ type: z.literal('failed'), id: z.number() }),
])
export type FromWorker = z.infer<typeof FromWorkerSchema>
