// What the double of the host says of the machine it pretends to run on.
import type { Status } from '../../src/contract/system.ts'

export const fakeStatus = (): Status => ({
  version: '0.1.0',
  platform: 'macos',
  machineName: 'This Mac',
  vaultPath: '/Users/mara/Freehold',
  stateFolder: '/Users/mara/Library/Application Support/Freehold',
  firstRun: false,
  speech: 'ready',
  language: 'ready',
  vad: 'ready',
  engines: [],
  folders: [
    { path: '/Users/mara/Library/Group Containers/group.com.apple.VoiceMemos.shared/Recordings', kind: 'voice-memos', state: 'ok', here: 202, inCloud: 12 },
    { path: '/Users/mara/Recordings', kind: 'folder', state: 'empty', here: 0, inCloud: 0 },
  ],
  settingsProblems: [],
})
