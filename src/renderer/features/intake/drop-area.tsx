import { useEffect, useState } from 'react'
import { DropTarget } from '../../ui/drop-target.tsx'
import { takeDropped, type DroppedThings } from './dropped-files.ts'
import { hoverWords } from './hover-words.ts'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** A part of the page that takes files of its own. */
const isElsewhere = ({ target }: DragEvent): boolean => target instanceof Element && target.closest('[data-own-drop]') !== null

const kindsOf = (data: DataTransfer): string[] => [...data.items].filter(({ kind }) => kind === 'file').map(({ type }) => type)

interface Props {
  readonly place: string
  readonly title?: string
  /** What hangs over the window, by its kinds as the system names them. */
  readonly words?: (kinds: readonly string[], place: string) => string
  readonly onDrop: (things: DroppedThings) => void
}

/** Makes the whole window a place to drop files and folders on. */
export const DropArea = ({ place, title = 'Drop to write it down', words = hoverWords, onDrop }: Props) => {
  const [kinds, setKinds] = useState<readonly string[] | null>(null)

  useEffect(() => {
    // Moving over a child leaves the parent: only as many leaves as enters mean that the files are gone.
    let depth = 0
    const listeners = new AbortController()
    const listen = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', on: (event: DragEvent) => void): void =>
      window.addEventListener(name, (event) => carriesFiles(event) && on(event), { signal: listeners.signal })
    // Over a part that takes files itself the window's own offer steps back.
    const offer = (event: DragEvent): void => {
      const kinds = event.dataTransfer && !isElsewhere(event) ? kindsOf(event.dataTransfer) : null
      setKinds((before) => kinds && (before ?? kinds))
    }
    listen('dragenter', (event) => {
      event.preventDefault()
      depth += 1
      offer(event)
    })
    listen('dragover', (event) => {
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      offer(event)
    })
    listen('dragleave', () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setKinds(null)
    })
    listen('drop', (event) => {
      event.preventDefault()
      depth = 0
      setKinds(null)
      if (event.dataTransfer && !isElsewhere(event)) onDrop(takeDropped(event.dataTransfer))
    })
    return () => listeners.abort()
  }, [onDrop])

  return kinds && <DropTarget title={title} detail={words(kinds, place)} />
}
