import { useStore } from 'zustand'
import { problemOf } from './client.ts'
import { copyText } from './copy-text.ts'
import { AppsSection } from './features/apps/index.ts'
import { ModelsPage } from './features/models/index.ts'
import type { Parts } from './parts.ts'
import type { Place } from './ui/frame.tsx'
import { useSettings } from './use-settings.ts'
import { inSentence } from './words/place.ts'

/** The models, what they are set to do, and the apps that use them. */
export const ModelsScreen = ({ parts, places }: { readonly parts: Parts; readonly places: readonly Place[] }) => {
  const { status } = useStore(parts.status)
  const { settings, set, problem } = useSettings(parts.settingsApi, problemOf, status?.settingsProblems)
  return (
    <ModelsPage
      api={parts.modelsApi}
      store={parts.modelsStore}
      adding={parts.adding}
      settings={settings}
      onSet={(path, value) => void set(path, value)}
      problem={problem}
      problemOf={problemOf}
      status={status}
      places={places}
      apps={
        settings && (
          <AppsSection
            api={parts.appsApi}
            store={parts.appsStore}
            settings={settings.api}
            place={inSentence(status?.machineName ?? 'This computer')}
            onSet={(path, value) => void set(path, value)}
            copy={copyText}
            problemOf={problemOf}
          />
        )
      }
    />
  )
}
