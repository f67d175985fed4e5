import { notBuilt } from './failures.ts'

/** What of keytar is used. `findCredentials` is not: it reads every value, which asks the person once for each. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/** Loads keytar, an optional package with a native half that is built on this computer. Throws AppError KEYCHAIN_FAILED where it is not. */
export const loadKeytar = async (): Promise<Keytar> => {
  try {
    const loaded: { readonly default: Keytar } = await import('keytar')
    return loaded.default
  } catch (error) {
    throw notBuilt(error)
  }
}
