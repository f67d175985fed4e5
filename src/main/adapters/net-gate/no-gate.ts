import { AppError } from '../../../contract/errors.ts'
import type { Gate } from '../../core/ports/index.ts'

/** The gate of a process without a guard: it lets nothing out. */
export const noGate = (): Gate => ({
  send: () => Promise.reject(new AppError('NOT_PERMITTED', 'This program was started without its guard, so nothing leaves.', { next: 'Start Freehold by its own command.' })),
  shut: () => undefined,
  open: () => undefined,
  close: () => Promise.resolve(),
})
