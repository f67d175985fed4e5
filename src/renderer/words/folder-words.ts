import type { WatchedFolder } from '../../contract/system.ts'
import { counted } from './sizes.ts'

export interface FolderWords {
  readonly title: string
  readonly detail: string | null
  readonly damage: boolean
}

/** How a watched folder stands: what is read from it, or what keeps it from being read and what to do. */
export const folderWords = ({ kind, state, here, inCloud }: WatchedFolder, place: string): FolderWords => {
  const isVoiceMemos = kind === 'voice-memos'
  switch (state) {
    case 'denied':
      return isVoiceMemos
        ? { title: 'macOS does not let Freehold read it.', detail: 'Turn on Freehold under Full Disk Access in System Settings.', damage: true }
        : { title: 'Freehold may not read this folder.', detail: 'Allow reading it; then it is looked at again by itself.', damage: true }
    case 'missing':
      return isVoiceMemos
        ? { title: 'Voice Memos was never opened here.', detail: 'Open it once and sign in to iCloud. Freehold looks again by itself.', damage: false }
        : { title: 'This folder is not there.', detail: 'When it comes back, it is read by itself.', damage: false }
    case 'empty':
      return { title: 'Ready, and no recordings yet.', detail: 'The first one you make will appear by itself.', damage: false }
    case 'ok':
      return inCloud > 0
        ? {
            title: `${here.toLocaleString('en')} of ${counted(here + inCloud, 'recording')} are on ${place}.`,
            detail: `${inCloud.toLocaleString('en')} ${inCloud === 1 ? 'is' : 'are'} still in iCloud. Leave Voice Memos open for a while; they follow by themselves.`,
            damage: false,
          }
        : { title: `${counted(here, 'recording')} on ${place}.`, detail: null, damage: false }
  }
}
