import { createCredentials } from '../core/credentials/index.ts'
import type { Credentials } from '../core/credentials/index.ts'
import { createDetectTopics, createPeopleList, notesOfPeople, withFreshPeople } from '../core/detect/index.ts'
import { createLedger, createWatchedLedger } from '../core/ledger/index.ts'
import type { Models } from '../core/models/index.ts'
import type { DetectDetails, Gate } from '../core/ports/index.ts'
import { createRouting, localFacts } from '../core/routing/index.ts'
import type { Routing } from '../core/routing/index.ts'
import type { SettingsStore } from '../core/settings/index.ts'
import type { Adapters } from './adapters.ts'

export interface Privacy {
  readonly routing: Routing
  readonly detect: DetectDetails
  readonly credentials: Credentials
  readonly ledger: ReturnType<typeof createLedger>
  close(): Promise<void>
}

/** Everything by which something may leave: the record first, then the decision, then the gate that asks both. */
export const composePrivacy = (adapters: Adapters, settings: SettingsStore, models: Models, signal: AbortSignal): Privacy => {
  const { clock, log, vault, secrets, credentialBook, cloudModels } = adapters
  const privacySettings = () => settings.current().privacy
  const watched = createWatchedLedger({
    open: adapters.openLedger,
    keepsSent: () => privacySettings().keepSentDays > 0,
    now: clock.now,
    onFault: (error) => log.error('ledger.failed', error),
  })
  const { store } = watched
  const peopleFolder = (): string => privacySettings().peopleFolder
  const peopleList = createPeopleList({ scanNotes: (scanSignal) => notesOfPeople(vault, peopleFolder(), scanSignal), peopleFolder })
  const detector = adapters.createDetector(peopleList.people)
  // The gate asks the decision, the decision holds the gate, and a key is tested through both: each is looked up when it is needed.
  const gate: Gate = adapters.createGate({ isIssued: (permit) => routing.isIssued(permit), begin: store.begin, finish: store.finish, network: () => privacySettings().network })
  const credentials = createCredentials({
    secrets,
    book: credentialBook,
    clock,
    askProvider: async (name, caller) => {
      const destination = privacySettings().destinations.find(({ credential }) => credential === name)
      if (destination === undefined) return null
      const send = routing.plainSender(destination.name, { feature: 'credentials', purpose: 'key-test' })
      return { destination: destination.name, models: await cloudModels[destination.provider].listModels(destination, send, caller) }
    },
  })
  const language = () => models.pick('folder').language
  const detect = withFreshPeople(detector.detect, peopleList, clock)
  const routing: Routing = createRouting({
    settings: privacySettings,
    setSetting: settings.set,
    areSettingsReadable: () => settings.problems().length === 0,
    isLedgerWritable: watched.isWritable,
    sources: [settings.onChange, credentials.onChange, watched.onHealthChange],
    detect,
    detectTopics: createDetectTopics({ llm: adapters.llm, model: language }),
    people: peopleList.people,
    local: () => {
      const model = language()
      return localFacts(model && adapters.llm.facts(model))
    },
    gate,
    record: store.begin,
    finishRecord: store.finish,
    useCredential: credentials.use,
    knownCredentials: credentials.known,
    clock,
    newId: adapters.newId,
    sha256: adapters.sha256,
  })
  const stopBlocked = adapters.onBlocked(watched.recordBlocked)
  return {
    routing,
    detect,
    credentials,
    ledger: createLedger({ store, clock, keepSentDays: () => privacySettings().keepSentDays, signal }),
    close: async () => {
      stopBlocked()
      routing.close()
      await gate.close()
      await detector.close()
      store.close()
    },
  }
}
