import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { MemoId } from '../contract/memos.ts'
import { problemOf } from './client.ts'
import { createMemo, MemoPage, type Memo } from './features/memo/index.ts'
import { progressWords } from './features/memos/index.ts'
import type { Parts } from './parts.ts'

const toMemos = (): void => location.assign('#/memos')

/** A memo's page, told by the list when something about its memo changed. */
export const MemoScreen = ({ parts, memoId, place }: { readonly parts: Parts; readonly memoId: MemoId; readonly place: string }) => {
  const [memo, setMemo] = useState<Memo | null>(null)
  const row = useStore(parts.memos, ({ rows }) => rows.get(memoId))

  useEffect(() => {
    const opened = createMemo(parts.client.api.memos, memoId, problemOf)
    setMemo(opened)
    opened.refresh()
    return () => opened.close()
  }, [parts, memoId])

  useEffect(() => {
    if (memo && row) memo.refresh(row)
  }, [memo, row])

  return (
    memo && (
      <MemoPage
        memo={memo}
        api={parts.client.api.memos}
        place={place}
        audioUrl={parts.client.audioUrl}
        listModels={parts.listFoundModels}
        progressWords={progressWords}
        onBack={toMemos}
      />
    )
  )
}
