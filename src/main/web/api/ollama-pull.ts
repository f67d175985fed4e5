import type { z } from 'zod'
import { OllamaNamedRequestSchema, type OllamaStepSchema } from '../../../contract/ollama.ts'
import { nameOf } from './ollama-models.ts'
import { toPullRef } from './ollama-names.ts'
import { answerValue, readBody, streamLines } from './ollama-route.ts'
import type { ApiContext } from './route.ts'

type Step = z.infer<typeof OllamaStepSchema>
const SUCCESS: Step = { status: 'success' }

/** `/api/pull`: fetches a model through the gate, and tells how far it is. */
export const pull = async (context: ApiContext): Promise<void> => {
  const asked = await readBody(context, OllamaNamedRequestSchema)
  const steps = toSteps(context, toPullRef(nameOf(asked)))
  if (asked.stream !== false) return streamLines(context, steps)
  for await (const _step of steps);
  answerValue(context, SUCCESS)
}

async function* toSteps({ work, caller, signal }: ApiContext, ref: string): AsyncGenerator<Step, undefined, void> {
  for await (const { words, digest, totalBytes, completedBytes } of work.pull(caller, ref, signal)) {
    yield {
      status: words,
      // As Ollama writes it, and by which its clients tell one bar from another.
      ...(digest !== null && { digest: digest.includes(':') ? digest : `sha256:${digest}` }),
      ...(totalBytes !== null && { total: totalBytes }),
      ...(completedBytes !== null && { completed: completedBytes }),
    }
  }
  yield SUCCESS
}
