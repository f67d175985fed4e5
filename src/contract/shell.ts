import { z } from 'zod'

/** From the host to Electron's main process, which alone may fork and make channels. */
export const HostToShellSchema = z.discriminatedUnion('type', [
  /** The host answers; `socketPath` is its unix socket, by which the page's scheme reaches recordings and uploads. */
  z.object({ type: z.literal('ready'), socketPath: z.string() }),
  z.object({ type: z.literal('fork-engine'), id: z.number().int(), spec: z.unknown() }),
  z.object({ type: z.literal('kill-engine'), id: z.number().int(), force: z.boolean() }),
])
export type HostToShell = z.infer<typeof HostToShellSchema>

/** To the host. `page-port` and `engine-port` bring one port each; after `close` the host ends by itself. */
export type ShellToHost =
  | { readonly type: 'page-port' }
  | { readonly type: 'engine-port'; readonly id: number; readonly pid: number | null }
  | { readonly type: 'engine-exit'; readonly id: number; readonly code: number | null }
  | { readonly type: 'engine-failed'; readonly id: number }
  | { readonly type: 'close' }
