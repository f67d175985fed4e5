import { readFile } from 'node:fs/promises'
import type { ApiRoute } from './route.ts'

/** `GET /openapi.yaml`: what may be asked here, in OpenAPI's words. `path` is the file that ships in the resources, so that the host needs no generator. */
export const createDocumentRoutes = ({ path }: { readonly path: string }): readonly ApiRoute[] => [
  {
    dialect: 'plain',
    method: 'GET',
    path: '/openapi.yaml',
    handle: async ({ response, signal }) => {
      const text = await readFile(path, { signal })
      response.writeHead(200, { 'content-type': 'application/yaml; charset=utf-8', 'content-length': text.length, 'cache-control': 'no-cache' }).end(text)
    },
  },
]
