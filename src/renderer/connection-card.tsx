import type { ConnectionState } from './client.ts'
import { NoticeCard } from './ui/card.tsx'

/** Says on every screen that the host does not answer, or no longer knows this page; nothing while it does. */
export const ConnectionCard = ({ state, stale }: { readonly state: ConnectionState; readonly stale: boolean }) => {
  if (state === 'refused') {
    return (
      <NoticeCard icon="clock" title="Freehold was started anew, and this page belongs to the start before">
        Your recordings and notes are where they were. Open the address that Freehold showed when it started.
      </NoticeCard>
    )
  }
  if (state !== 'lost' && !stale) return null
  return (
    <NoticeCard icon="clock" title="Freehold does not answer at the moment">
      What you see may be old. Nothing is lost, and it is tried again by itself. If it was ended, start it again.
    </NoticeCard>
  )
}
