export { MemoPage } from './memo-page.tsx'
export { createMemo, type Memo } from './memo-store.ts'
