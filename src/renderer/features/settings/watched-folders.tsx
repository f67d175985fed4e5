import { useState, type FormEvent } from 'react'
import type { WatchedFolder } from '../../../contract/system.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { folderWords } from '../../words/folder-words.ts'

interface Props {
  readonly folders: readonly WatchedFolder[]
  /** Folders of the person's own choice, as the settings name them. */
  readonly watched: readonly string[]
  readonly place: string
  readonly onWatch: (folders: readonly string[]) => void
}

const expands = (setting: string, path: string): boolean => setting === path || (setting.startsWith('~') && path.endsWith(setting.slice(1)))

/** The folders whose recordings are written down by themselves. */
export const WatchedFolders = ({ folders, watched, place, onWatch }: Props) => {
  const [typed, setTyped] = useState('')
  const add = (event: FormEvent): void => {
    event.preventDefault()
    const folder = typed.trim()
    if (folder === '') return
    setTyped('')
    if (!watched.includes(folder)) onWatch([...watched, folder])
  }
  const unseen = watched.filter((setting) => !folders.some(({ path }) => expands(setting, path)))
  return (
    <Card className="lines">
      {folders.map((folder) => {
        const setting = folder.kind === 'voice-memos' ? undefined : watched.find((own) => expands(own, folder.path))
        const words = folderWords(folder, place)
        return (
          <div key={folder.path} className="row">
            <Icon name={folder.kind === 'voice-memos' ? 'wav' : 'fold'} className="t2" />
            <div className="grow break">
              <p>{folder.kind === 'voice-memos' ? 'Voice Memos' : folder.path}</p>
              <p className={`sm ${words.damage ? 'danger' : 't2'}`}>
                {words.title}
                {words.detail && ` ${words.detail}`}
              </p>
            </div>
            {setting !== undefined && <IconButton icon="x" label={`Stop watching ${folder.path}`} onClick={() => onWatch(watched.filter((own) => own !== setting))} />}
          </div>
        )
      })}
      {unseen.map((setting) => (
        <div key={setting} className="row">
          <Icon name="fold" className="t2" />
          <p className="grow break">{setting}</p>
          <IconButton icon="x" label={`Stop watching ${setting}`} onClick={() => onWatch(watched.filter((own) => own !== setting))} />
        </div>
      ))}
      <form className="row wrap add-folder" onSubmit={add}>
        <TextField label="Another folder" placeholder="~/Recordings" value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} />
        <Button type="submit">Watch this folder</Button>
      </form>
    </Card>
  )
}
