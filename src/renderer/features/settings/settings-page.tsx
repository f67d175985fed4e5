import { useCallback, useEffect, useState } from 'react'
import type { Status } from '../../../contract/system.ts'
import type { Api, ShownProblem } from '../../client.ts'
import { buttonClass } from '../../ui/button.tsx'
import { NoticeCard } from '../../ui/card.tsx'
import { Switch } from '../../ui/choice.tsx'
import { ColumnPage, Lines } from '../../ui/column-page.tsx'
import { SelectField, type Choice } from '../../ui/field.tsx'
import type { Place } from '../../ui/frame.tsx'
import { LANGUAGES } from '../../words/languages.ts'
import { inSentence } from '../../words/place.ts'
import { ChatSettings } from './chat-settings.tsx'
import { SettingLine } from '../../ui/setting-line.tsx'
import { WatchedFolders } from './watched-folders.tsx'

type Read = Awaited<ReturnType<Api['settings']['get']>>
type Value = Parameters<Api['settings']['set']>[0]['value']

const withCurrent = (choices: readonly Choice[], value: string): readonly Choice[] =>
  choices.some((choice) => choice.value === value) ? choices : [...choices, { value, label: value }]

/** What can be set by hand in settings.yaml, for those who would rather click. */
export const SettingsPage = ({
  api,
  problemOf,
  status,
  places,
}: {
  readonly api: Api['settings']
  readonly problemOf: (error: unknown) => ShownProblem | null
  readonly status: Status | null
  readonly places: readonly Place[]
}) => {
  const [read, setRead] = useState<Read | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const problems = status?.settingsProblems
  const load = useCallback(
    async (signal: AbortSignal) => {
      try {
        setRead(await api.get({}, { signal }))
      } catch (error) {
        if (!signal.aborted) setProblem(problemOf(error))
      }
    },
    [api, problemOf],
  )
  // The file is edited by hand as well; the host tells of it by the problems it finds.
  useEffect(() => {
    const ours = new AbortController()
    void load(ours.signal)
    return () => ours.abort()
  }, [load, problems])

  const set = async (path: string, value: Value): Promise<void> => {
    try {
      const { settings } = await api.set({ path, value })
      setRead((before) => before && { ...before, settings })
      setProblem(null)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  const settings = read?.settings
  const place = inSentence(status?.machineName ?? 'This computer')
  return (
    <ColumnPage title="Settings" places={places} problem={problem}>
      {(problems ?? read?.problems ?? []).length > 0 && (
        <NoticeCard icon="bang" damage title="The settings file has a mistake">
          {(problems ?? read?.problems ?? []).map(({ message, line, column }, index) => (
            <p key={index}>
              {line !== null && <span className="num">Line {line}{column !== null && `, column ${column}`}: </span>}
              {message}
            </p>
          ))}
          <p>Until it is mended, the last settings that were right are used.</p>
        </NoticeCard>
      )}
      {settings && (
        <>
          <section>
            <h2 className="head">Where recordings come from</h2>
            <WatchedFolders folders={status?.folders ?? []} watched={settings.memos.watch} place={place} onWatch={(folders) => void set('memos.watch', [...folders])} />
          </section>
          <Lines title="Memos">
            {status?.platform === 'macos' && (
              <SettingLine title="Read Voice Memos" detail="Its folder is only read, never changed.">
                {(id) => <Switch labelledBy={id} on={settings.memos.voiceMemos} onChange={(on) => void set('memos.voiceMemos', on)} />}
              </SettingLine>
            )}
            <SettingLine title="Copy recordings into the vault" detail="Otherwise they stay where they are.">
              {(id) => <Switch labelledBy={id} on={settings.memos.copyAudio} onChange={(on) => void set('memos.copyAudio', on)} />}
            </SettingLine>
            <SettingLine title="Language of the recordings">
              {(id) => (
                <SelectField
                  labelledBy={id}
                  value={settings.speech.language}
                  choices={withCurrent([{ value: 'auto', label: 'Find out by listening' }, ...LANGUAGES.map(([value, label]) => ({ value, label }))], settings.speech.language)}
                  onValue={(value) => void set('speech.language', value)}
                />
              )}
            </SettingLine>
          </Lines>
          <ChatSettings chat={settings.chat} place={place} onSet={(path, value) => void set(path, value)} />
          <Lines title="Models">
            <div className="row wrap">
              <p className="grow">Which model does what, and how much memory they take, is set beside them.</p>
              <a className={buttonClass({ small: true })} href="#/models">
                See the models
              </a>
            </div>
          </Lines>
          <Lines title={`Files on ${place}`}>
            <div>
              <p>Notes</p>
              <p className="mono break t2">{status?.vaultPath}</p>
            </div>
            <div>
              <p>Settings, to edit by hand</p>
              <p className="mono break t2">{read.path}</p>
            </div>
          </Lines>
        </>
      )}
    </ColumnPage>
  )
}
