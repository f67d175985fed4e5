import type { LoadedRoutes } from './answer-app.ts'
import { plainError } from './failures.ts'

/** Loads what is spoken at the door, when it opens: nothing of it is in memory before. `documentPath` is the OpenAPI file that ships. */
export const createLoadRoutes = (documentPath: string) => async (): Promise<LoadedRoutes> => {
  const [openai, openaiErrors, ollama, ollamaErrors, mcp, document] = await Promise.all([
    import('./openai.ts'),
    import('./openai-error.ts'),
    import('./ollama-routes.ts'),
    import('./ollama-error.ts'),
    import('./mcp.ts'),
    import('./document-routes.ts'),
  ])
  return {
    routes: [...openai.openAiRoutes, ...ollama.ollamaRoutes, ...mcp.mcpRoutes, ...document.createDocumentRoutes({ path: documentPath })],
    errorOf: { openai: openaiErrors.openAiError, ollama: ollamaErrors.ollamaError, mcp: mcp.mcpError, plain: plainError },
  }
}
