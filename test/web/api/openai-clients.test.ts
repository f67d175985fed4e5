import { CHAT_MODEL, createApiWork, EMBED_MODEL } from '../../fakes/api-work.ts'
import { describeOpenAiClients } from './openai-clients.ts'
import { openRig } from './openai-rig.ts'

describeOpenAiClients('a double of the engine', async () => {
  const { url, close } = await openRig(createApiWork().work)
  return { url, token: 'fh-any', chatModel: CHAT_MODEL.id, toolModel: CHAT_MODEL.id, embedModel: EMBED_MODEL.id, recording: { name: 'memo.wav', bytes: new Uint8Array(2_000_000) }, close }
})
