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

export const fakeModels = () => ({
  found: [
    { id: 'ggml-small', kind: 'whisper' as const, path: '/Users/mara/Models/ggml-small.bin', sizeBytes: 487_601_967, demo: false, fault: null },
    { id: 'silero-vad-v6.2.0', kind: 'vad' as const, path: '/Users/mara/Models/silero-vad-v6.2.0.bin', sizeBytes: 885_098, demo: false, fault: null },
    { id: 'gemma-3-4b-it-Q4_K_M', kind: 'language' as const, path: '/Users/mara/Models/gemma-3-4b-it-Q4_K_M.gguf', sizeBytes: 2_489_757_856, demo: false, fault: null },
    { id: 'ggml-medium', kind: 'whisper' as const, path: '/Users/mara/Models/ggml-medium.bin', sizeBytes: 402_113_000, demo: false, fault: 'The file is cut short. Get it again.' },
    { id: 'nanowhisper-en-q5_0', kind: 'whisper' as const, path: '/Applications/Freehold.app/demo/nanowhisper-en-q5_0.bin', sizeBytes: 5_300_000, demo: true, fault: null },
  ],
  offered: [
    { id: 'ggml-large-v3-turbo', name: 'Whisper large turbo', kind: 'whisper' as const, fileName: 'ggml-large-v3-turbo.bin', sizeBytes: 1_624_555_275, goodFor: 'Most languages, better with noise.', repository: 'ggerganov/whisper.cpp' },
    { id: 'parakeet-tdt-0.6b-v3', name: 'Parakeet v3', kind: 'parakeet' as const, fileName: 'ggml-parakeet-tdt-0.6b-v3.bin', sizeBytes: 690_000_000, goodFor: 'Fast; 25 European languages.', repository: 'ggml-org/parakeet' },
  ],
  folders: ['/Users/mara/Models', '/Users/mara/Library/Application Support/Freehold/models'],
  inUse: { speech: 'ggml-small', vad: 'silero-vad-v6.2.0', language: 'gemma-3-4b-it-Q4_K_M' },
})
