import { problemOf, type Client } from './client.ts'
import { createAppsApi, createAppsStore } from './features/apps/index.ts'
import { createChatApi } from './features/chat/index.ts'
import { createChatDeeds } from './features/chats/index.ts'
import { createComposing } from './features/composer/index.ts'
import { createIntake, createIntakeStore } from './features/intake/index.ts'
import { createMemosStore, createSearch, syncMemos } from './features/memos/index.ts'
import { createAdding, createModelsApi, createModelsStore } from './features/models/index.ts'
import { createPrivacyApi, createPrivacyStore, syncPrivacy } from './features/privacy/index.ts'
import { copyText } from './copy-text.ts'
import { saveText } from './save-text.ts'
import { createStatusStore, syncStatus } from './sync-status.ts'

/** All that outlives a screen: the stores, and what keeps them in step with the host. */
export const createParts = (client: Client) => {
  const memos = createMemosStore()
  const status = createStatusStore()
  const privacy = createPrivacyStore()
  const privacyApi = createPrivacyApi(client.api)
  const chatApi = createChatApi(client.api)
  const intakeStore = createIntakeStore()
  const modelsApi = createModelsApi(client.api)
  const { api } = client
  // The page lives as long as its window; nothing ends these.
  const { signal } = new AbortController()
  void syncMemos(api.memos, memos, signal)
  void syncStatus(api.system, status, signal)
  void syncPrivacy(privacyApi.privacy, privacy, signal)
  return {
    client,
    memos,
    status,
    privacy,
    privacyApi,
    chatApi,
    chatDeeds: createChatDeeds({ api: chatApi.chat, saveText, copyText, problemOf }),
    composing: createComposing({ api: chatApi.attachments, setDraft: chatApi.chat.setDraft, readDraft: chatApi.chat.draft, attach: client.attach, dictate: client.dictate, pathForFile: client.pathForFile, problemOf }),
    intakeStore,
    intake: createIntake({ client, add: api.memos.add, store: intakeStore, problemOf }),
    modelsApi,
    modelsStore: createModelsStore(),
    adding: createAdding({ client, addFile: modelsApi.addFile, problemOf }),
    appsApi: createAppsApi(client.api),
    appsStore: createAppsStore(),
    settingsApi: { get: api.settings.get, set: api.settings.set },
    search: createSearch(api.memos, memos),
    readSettings: (signal: AbortSignal) => api.settings.get({}, { signal }),
    listFoundModels: async (signal: AbortSignal) => (await api.models.list({}, { signal })).found,
  }
}

export type Parts = ReturnType<typeof createParts>
