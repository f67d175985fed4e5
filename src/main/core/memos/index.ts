export type { MemosDeps, ModelPicks } from './deps.ts'
export type { Memos } from './memos.ts'
export { createMemos } from './memos.ts'
export { toMemoId } from './identify.ts'
