import { PAGE_POLICY } from '../../contract/page.ts'

/** The page's policy with its own socket named, for older Safari does not count ws: as 'self'. */
export const pagePolicy = (socketOrigin: string): string => PAGE_POLICY.replace("connect-src 'self'", `connect-src 'self' ${socketOrigin}`)

/** For answers that are no page: should one ever be shown as a page, it may do nothing. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
