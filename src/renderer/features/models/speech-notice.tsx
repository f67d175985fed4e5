import type { Status } from '../../../contract/system.ts'
import { Button } from '../../ui/button.tsx'
import { NoticeCard } from '../../ui/card.tsx'

/** Says that recordings wait for a model, and what to do. */
export const SpeechNotice = ({ speech, place, onDemo }: { readonly speech: Status['speech']; readonly place: string; readonly onDemo: () => void }) =>
  speech !== 'ready' && (
    <NoticeCard
      icon="clock"
      title={speech === 'missing' ? `No speech model is on ${place} yet` : 'Only the demo model is here'}
      actions={
        speech === 'demo-only' && (
          <Button small onClick={onDemo}>
            Use the demo model for my recordings
          </Button>
        )
      }
    >
      {speech === 'missing' ? 'Recordings wait for one; nothing is lost. ' : 'It is for the sample memos: it knows a few hundred words and gets the rest wrong. '}
      Get one below. Work goes on by itself when it is there.
    </NoticeCard>
  )
