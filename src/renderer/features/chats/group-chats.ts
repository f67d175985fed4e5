import type { ChatRow } from '../../../contract/chat.ts'
import { dayName } from '../../words/days.ts'

export interface ChatGroup {
  readonly label: string
  readonly rows: readonly ChatRow[]
}

/** Pinned first, then by day; the order within is the host's. */
export const groupChats = (rows: readonly ChatRow[], now: Date): readonly ChatGroup[] => {
  const groups = new Map<string, ChatRow[]>()
  for (const row of rows.toSorted((a, b) => Number(b.pinned) - Number(a.pinned))) {
    const label = row.pinned ? 'Pinned' : dayName(new Date(row.at), now)
    const group = groups.get(label)
    if (group) group.push(row)
    else groups.set(label, [row])
  }
  return [...groups].map(([label, inGroup]) => ({ label, rows: inGroup }))
}
