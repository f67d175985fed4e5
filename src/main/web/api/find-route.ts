import type { ApiRoute } from './route.ts'

export type FoundRoute = { readonly route: ApiRoute; readonly params: Readonly<Record<string, string>> } | { readonly methods: readonly string[] }

/** The route of a path, or the methods that it knows: none where nothing is there. */
export const findRoute = (routes: readonly ApiRoute[], method: string, pathname: string): FoundRoute => {
  const methods = new Set<string>()
  for (const route of routes) {
    const params = match(route.path, pathname)
    if (params === null) continue
    // Node leaves the body of an answer to HEAD out.
    if (route.method === method || (method === 'HEAD' && route.method === 'GET')) return { route, params }
    methods.add(route.method)
  }
  return { methods: [...methods] }
}

const match = (pattern: string, pathname: string): Readonly<Record<string, string>> | null => {
  const wanted = pattern.split('/')
  const given = (pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname).split('/')
  const takesRest = wanted.at(-1)?.endsWith('*') === true
  if (takesRest ? given.length < wanted.length : given.length !== wanted.length) return null
  const params: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    const isRest = takesRest && at === wanted.length - 1
    const value = decode(isRest ? given.slice(at).join('/') : (given[at] ?? ''))
    if (value === null) return null
    if (!part.startsWith(':')) {
      if (part !== value) return null
    } else if (value === '') return null
    else params[part.slice(1, isRest ? -1 : undefined)] = value
  }
  return params
}

const decode = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
