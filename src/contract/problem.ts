import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'

export const ProblemSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string(), next: z.string().optional() })

const data = z.object({ next: z.string().optional() })

/** Every procedure may answer with any of these; `message` is the sentence, `data.next` the step to take. */
export const appErrors = Object.fromEntries(ERROR_CODES.map((code) => [code, { data }])) as {
  readonly [Code in (typeof ERROR_CODES)[number]]: { readonly data: typeof data }
}
