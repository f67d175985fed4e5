export { testLibraryAccess, voiceMemosFolder } from './library-access.ts'
export { createReadVoiceMemos } from './read-voice-memos.ts'
