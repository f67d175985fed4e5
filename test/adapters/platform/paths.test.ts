import { describe, expect, it } from 'vitest'
import { outsideArchive, platformPaths } from '../../../src/main/adapters/platform/index.ts'

const mac = (env = {}) => platformPaths(env, 'darwin', '/Users/ann', '/tmp')
const linux = (env = {}, home = '/home/ann') => platformPaths(env, 'linux', home, '/tmp')

describe('where Freehold keeps things', () => {
  it('follows the platform by default', () => {
    expect(mac()).toMatchObject({ stateFolder: '/Users/ann/Library/Application Support/Freehold', vaultFolder: '/Users/ann/Freehold' })
    expect(linux()).toMatchObject({ stateFolder: '/home/ann/.local/state/freehold', vaultFolder: '/home/ann/Freehold', voiceMemosFolder: null })
    expect(linux({ XDG_STATE_HOME: '/var/ann' }).stateFolder).toBe('/var/ann/freehold')
    expect(linux({ XDG_STATE_HOME: 'relative' }).stateFolder).toBe('/home/ann/.local/state/freehold')
  })

  it('finds the Voice Memos library on macOS', () => {
    expect(mac().voiceMemosFolder).toBe('/Users/ann/Library/Group Containers/group.com.apple.VoiceMemos.shared/Recordings')
  })

  it('goes by the environment, with ~ for the home folder; empty values are none', () => {
    expect(linux({ FREEHOLD_HOME: '~/state', FREEHOLD_VAULT: '/notes' })).toMatchObject({ stateFolder: '/home/ann/state', vaultFolder: '/notes' })
    expect(linux({ FREEHOLD_HOME: ' ' }).stateFolder).toBe('/home/ann/.local/state/freehold')
  })

  it("looks for models in the person's folders first, each once", () => {
    expect(linux({ FREEHOLD_HOME: '/s', FREEHOLD_MODELS: '/a:~/b::/a' }).modelFolders).toEqual(['/a', '/home/ann/b', '/s/models'])
  })

  it('looks beside the archive of a package for what native code opens', () => {
    expect(outsideArchive('/Applications/Freehold.app/Contents/Resources/app.asar/resources')).toBe('/Applications/Freehold.app/Contents/Resources/resources')
    expect(outsideArchive('/home/ann/freehold/resources')).toBe('/home/ann/freehold/resources')
    expect(outsideArchive('/home/ann/app.asar.unpacked/resources')).toBe('/home/ann/app.asar.unpacked/resources')
  })

  it('keeps the socket short enough for every system, one per state folder', () => {
    expect(linux({ FREEHOLD_HOME: '/s' })).toMatchObject({ socketPath: '/s/host.sock', socketFolder: null })
    const long = linux({ FREEHOLD_HOME: `/${'ü'.repeat(60)}` })
    expect(Buffer.byteLength(long.socketPath)).toBeLessThanOrEqual(100)
    expect(long.socketPath).toBe(`${long.socketFolder}/host.sock`)
    expect(linux({ FREEHOLD_HOME: `/${'u'.repeat(120)}` }).socketPath).not.toBe(long.socketPath)
  })
})
