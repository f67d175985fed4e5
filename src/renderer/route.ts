import { useSyncExternalStore } from 'react'
import type { MemoId } from '../contract/memos.ts'

export type Route =
  | { readonly name: 'memos' }
  | { readonly name: 'memo'; readonly memoId: MemoId }
  | { readonly name: 'privacy' }
  | { readonly name: 'records' }
  | { readonly name: 'models' }
  | { readonly name: 'settings' }

/** Reads the screen from the address, `#/memos/<id>`; an unknown one is the list of memos. */
export const parseRoute = (hash: string): Route => {
  const [, first, second] = hash.split('/')
  if (first === 'privacy') return { name: second === 'records' ? 'records' : 'privacy' }
  if (first === 'models' || first === 'settings') return { name: first }
  if (first === 'memos' && second !== undefined && /^[0-9a-f]{16}$/.test(second)) return { name: 'memo', memoId: second as MemoId }
  return { name: 'memos' }
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The screen's address, without the `#`. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)
