import { useEffect, useState } from 'react'
import type { Mention, Prompt } from '../../../contract/attachments.ts'
import type { Api } from '../../client.ts'
import { matchPrompts } from './fill-prompt.ts'
import type { OpenToken } from './open-token.ts'

export type Suggestion = { readonly key: string } & ({ readonly kind: 'mention'; readonly mention: Mention } | { readonly kind: 'prompt'; readonly prompt: Prompt })

const SETTLE_MS = 80
const MOST = 12

const ask = async (api: Pick<Api['attachments'], 'mentions' | 'prompts'>, { kind, query }: Pick<OpenToken, 'kind' | 'query'>, signal: AbortSignal): Promise<readonly Suggestion[]> => {
  if (kind === 'mention') {
    const { mentions } = await api.mentions({ text: query, limit: MOST }, { signal })
    return mentions.map((mention) => ({ key: mention.path, kind, mention }))
  }
  const { prompts } = await api.prompts({}, { signal })
  return matchPrompts(prompts, query).slice(0, MOST).map((prompt) => ({ key: prompt.path, kind, prompt }))
}

/** What may be chosen for an open `@` or `/`; the list before stays until the next one is here. Null while nothing is open. */
export const useSuggestions = (api: Pick<Api['attachments'], 'mentions' | 'prompts'>, token: OpenToken | null): readonly Suggestion[] | null => {
  const [found, setFound] = useState<{ readonly kind: OpenToken['kind']; readonly list: readonly Suggestion[] } | null>(null)
  const kind = token?.kind ?? null
  const query = token?.query ?? ''
  useEffect(() => {
    if (kind === null) {
      setFound(null)
      return
    }
    const ours = new AbortController()
    const timer = setTimeout(() => {
      ask(api, { kind, query }, ours.signal).then(
        (list) => !ours.signal.aborted && setFound({ kind, list }),
        // The page says by itself that the host does not answer; a list that cannot be read is not shown.
        () => !ours.signal.aborted && setFound(null),
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ours.abort()
    }
  }, [api, kind, query])
  return found && found.kind === kind ? found.list : null
}
