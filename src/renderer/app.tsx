import { useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { MemoRow } from '../contract/memos.ts'
import { problemOf, type Client, type ShownProblem } from './client.ts'
import { useAppKeys } from './app-keys.ts'
import { ChatScreen } from './chat-screen.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { attachWords, filesOf } from './features/composer/index.ts'
import { DropArea, hoverWords, IntakeCard, type DroppedThings } from './features/intake/index.ts'
import { MemosPage, type RowAction } from './features/memos/index.ts'
import { modelsHoverWords, splitDropped } from './features/models/index.ts'
import { AskHost, LocalOnlyBand, LocalOnlySwitch, PrivacyPage, RecordsPage } from './features/privacy/index.ts'
import { SettingsPage } from './features/settings/index.ts'
import { MemoScreen } from './memo-screen.tsx'
import { ModelsScreen } from './models-screen.tsx'
import type { Parts } from './parts.ts'
import { parseRoute, useHash, type Route } from './route.ts'
import { Button } from './ui/button.tsx'
import { NoticeCard } from './ui/card.tsx'
import { Frame, type Place } from './ui/frame.tsx'
import { IconSprite } from './ui/icon-sprite.tsx'
import { useListPlayer } from './list-player.ts'
import { shortcut } from './words/keys.ts'
import { inSentence } from './words/place.ts'
import { WelcomeScreen } from './welcome-screen.tsx'

const placesFor = ({ name }: Route, needYou: number): readonly Place[] => [
  { href: '#/chat', label: 'Chat', icon: 'bubble', current: name === 'chat', shortcut: shortcut('1') },
  { href: '#/memos', label: 'Memos', icon: 'wav', current: name === 'memos' || name === 'memo', shortcut: shortcut('2'), count: needYou, countMeans: 'need you' },
  { href: '#/privacy', label: 'Privacy', icon: 'gate', current: name === 'privacy' || name === 'records', shortcut: shortcut('3'), apart: true },
  { href: '#/models', label: 'Models', icon: 'chip', current: name === 'models', shortcut: shortcut('4') },
  { href: '#/settings', label: 'Settings', icon: 'set', current: name === 'settings', shortcut: shortcut('5') },
]

const areRecordings = (kinds: readonly string[]): boolean => kinds.length > 0 && kinds.every((kind) => /^(audio|video)\//.test(kind))
const wordsOverModels = (kinds: readonly string[], place: string): string => (areRecordings(kinds) ? hoverWords(kinds, place) : modelsHoverWords(kinds, place))

const useConnection = (client: Client) => useSyncExternalStore(client.onState, client.state)

/** The page: one screen at a time, and everywhere a place to drop recordings. */
export const App = ({ parts }: { readonly parts: Parts }) => {
  const { client, memos, intake, intakeStore } = parts
  const { api } = client
  const hash = useHash()
  const { status } = useStore(parts.status)
  // The first screen is the chat, but for a person who has seen nothing yet.
  const route = parseRoute(status?.firstRun && /^#?\/?$/.test(hash) ? '#/memos' : hash)
  const needYou = useStore(memos, ({ counts }) => counts?.needYou ?? 0)
  const stale = useStore(memos, ({ state }) => state === 'stale')
  const connection = useConnection(client)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const machine = status?.machineName ?? 'This computer'
  const place = inSentence(machine)
  const places = placesFor(route, needYou)
  useAppKeys(places)

  const run = useCallback((request: Promise<unknown>): void => {
    request.then(
      () => setProblem(null),
      (error: unknown) => setProblem(problemOf(error)),
    )
  }, [])
  const take = useCallback(
    (things: DroppedThings): void => {
      void intake.take(things)
      if (parts.status.getState().status?.firstRun) run(api.system.finishFirstRun({}))
      location.hash = '#/memos'
    },
    [intake, parts, api, run],
  )
  const attach = useCallback((things: DroppedThings): void => parts.composing.takeFiles(filesOf(things)), [parts])
  const takeAmongModels = useCallback(
    (things: DroppedThings): void => {
      const { models, others } = splitDropped(things)
      parts.adding.add(models)
      if (others.files.length + others.entries.length > 0) take(others)
    },
    [parts, take],
  )
  const player = useListPlayer(api.memos, client.audioUrl, setProblem)

  const onRowAction = (row: MemoRow, action: RowAction): void => {
    const { rowId } = row
    const actions: Readonly<Record<RowAction, () => void>> = {
      open: () => location.assign(`#/memos/${row.memoId}`),
      reveal: () => run(api.memos.revealAudio({ rowId })),
      retry: () => run(api.memos.retry({ rowId })),
      cancel: () => run(api.memos.cancel({ rowId })),
      resume: () => run(api.memos.resume({})),
      models: () => location.assign('#/models'),
      settings: () => location.assign('#/settings'),
      'use-demo': () => run(api.settings.set({ path: 'models.speech', value: 'demo' })),
    }
    actions[action]()
  }
  const onLocalOnly = (on: boolean): void => run(parts.privacyApi.privacy.setLocalOnly({ on }))
  const start = async (): Promise<void> => {
    await api.system.finishFirstRun({})
    location.hash = '#/memos'
  }
  const onSamples = (): void => run(api.memos.addSamples({}).then(start))

  const problemCard = problem && (
    <NoticeCard icon="bang" damage title={problem.message} actions={<Button small onClick={() => setProblem(null)}>Close this</Button>}>
      {problem.next}
    </NoticeCard>
  )
  const notices = (
    <>
      <IntakeCard store={intakeStore} intake={intake} />
      {status && status.settingsProblems.length > 0 && !status.firstRun && (
        <NoticeCard icon="bang" damage title="The settings file has a mistake" actions={<a href="#/settings">See it in Settings</a>}>
          The last settings that were right are used.
        </NoticeCard>
      )}
      {problemCard}
    </>
  )

  const screens: Readonly<Record<Route['name'], () => ReactNode>> = {
    memos: () =>
      status?.firstRun ? (
        <WelcomeScreen parts={parts} places={places} notices={notices} onSamples={onSamples} onStart={() => run(start())} />
      ) : (
        <MemosPage
          store={memos}
          places={places}
          place={place}
          notices={notices}
          playing={player.playing}
          onSearch={parts.search}
          onPause={(paused) => run(paused ? api.memos.pause({}) : api.memos.resume({}))}
          onFiles={(files) => take({ files, entries: [] })}
          onRowAction={onRowAction}
          onPlay={player.toggle}
          onSamples={onSamples}
        />
      ),
    chat: () => route.name === 'chat' && <ChatScreen key={route.chatId} parts={parts} chatId={route.chatId} messageId={route.messageId} machine={machine} places={places} />,
    memo: () => route.name === 'memo' && <MemoScreen key={route.memoId} parts={parts} memoId={route.memoId} place={place} />,
    privacy: () => <PrivacyPage store={parts.privacy} api={parts.privacyApi} machine={machine} places={places} problemOf={problemOf} onLocalOnly={onLocalOnly} />,
    records: () => <RecordsPage api={parts.privacyApi.ledger} machine={machine} places={places} problemOf={problemOf} />,
    models: () => <ModelsScreen parts={parts} places={places} />,
    settings: () => <SettingsPage api={api.settings} problemOf={problemOf} status={status} places={places} />,
  }

  useEffect(() => {
    document.title = needYou > 0 ? `Freehold (${needYou})` : 'Freehold'
  }, [needYou])

  return (
    <>
      <IconSprite />
      <Frame
        places={places}
        band={<LocalOnlyBand store={parts.privacy} place={place} onChange={onLocalOnly} />}
        banner={
          <>
            <ConnectionCard state={connection} stale={stale} />
            {route.name !== 'memos' && problemCard}
          </>
        }
        foot={<LocalOnlySwitch store={parts.privacy} onChange={onLocalOnly} />}
      >
        {screens[route.name]()}
      </Frame>
      {route.name === 'chat' && <DropArea place={place} title="Drop to attach" words={attachWords} onDrop={attach} />}
      {route.name === 'models' && <DropArea place={place} title="Drop to add it" words={wordsOverModels} onDrop={takeAmongModels} />}
      {route.name !== 'chat' && route.name !== 'models' && <DropArea place={place} onDrop={take} />}
      <AskHost store={parts.privacy} answer={parts.privacyApi.privacy.answer} machine={machine} problemOf={problemOf} />
    </>
  )
}
