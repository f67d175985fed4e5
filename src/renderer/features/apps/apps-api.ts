import type { Api } from '../../client.ts'

/** What this feature asks of the host. */
export const createAppsApi = ({ localApi }: Api) => ({
  changes: localApi.changes,
  createClient: localApi.createClient,
  setForwards: localApi.setForwards,
  forgetGrants: localApi.forgetGrants,
  revoke: localApi.revoke,
})

export type AppsApi = ReturnType<typeof createAppsApi>

/** Whether the host cannot do this where it runs: it has no clipboard. */
export const isUnsupported = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'UNSUPPORTED'
