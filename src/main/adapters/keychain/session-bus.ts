import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether there is a session bus to ask. Without one GLib would start a program that looks for a screen. */
export const hasSessionBus = (env: Readonly<Record<string, string | undefined>>): boolean => {
  if (env['DBUS_SESSION_BUS_ADDRESS']) return true
  const runtime = env['XDG_RUNTIME_DIR']
  return runtime !== undefined && runtime !== '' && existsSync(join(runtime, 'bus'))
}
