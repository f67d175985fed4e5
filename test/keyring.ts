import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const has = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

/** Whether a real keyring can be had here: on Linux, with what `npm test` installs. */
export const hasKeyring = process.platform === 'linux' && has('dbus-run-session') && has('gnome-keyring-daemon')

export interface Keyring {
  /** For a process that is to use it. */
  readonly env: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/**
 * A real gnome-keyring on a session bus of its own, in a home of its own: no keyring of a person is touched. Locked when it
 * is not opened with a password; nobody can be asked for one, for there is no screen. `home` is one that was used before.
 */
export const startKeyring = async ({ isOpen, home = mkdtempSync(join(tmpdir(), 'freehold-keyring-')) }: { readonly isOpen: boolean; readonly home?: string }): Promise<Keyring & { readonly home: string; readonly remove: () => void }> => {
  const runtime = mkdtempSync(join(tmpdir(), 'freehold-run-'))
  mkdirSync(join(home, 'data'), { recursive: true })
  const folders = { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), XDG_CACHE_HOME: join(home, 'cache'), XDG_RUNTIME_DIR: runtime }
  // The daemon is told nothing that could lead it to a screen, and it ends with its bus, which ends with our pipe.
  const script = `${isOpen ? 'printf password |' : ''} gnome-keyring-daemon --foreground --components=secrets ${isOpen ? '--unlock' : '--start'} >/dev/null 2>&1 &
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true; do sleep 0.05; done
echo "address $DBUS_SESSION_BUS_ADDRESS"
read -r _
kill $!; wait`
  const bus = spawn('dbus-run-session', ['--', 'bash', '-c', script], { env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...folders }, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => bus.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    bus.stdout.on('data', (piece: Buffer) => {
      said += piece.toString()
      const found = /^address (.+)$/m.exec(said)?.[1]
      if (found) resolve(found)
    })
    bus.once('exit', (code) => reject(new Error(`The session bus ended with ${code}.`)))
  })
  return {
    home,
    env: { ...folders, DBUS_SESSION_BUS_ADDRESS: address },
    close: async () => {
      bus.stdin.end('\n')
      await ended
      rmSync(runtime, { recursive: true, force: true })
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
