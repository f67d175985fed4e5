export interface CredentialUse {
  readonly feature: string
  /** ISO 8601. */
  readonly at: string
}

/** Which keys there are by name, and which feature used which one when. Holds no key. */
export interface CredentialBook {
  names(): readonly string[]
  /** Newest first. */
  uses(name: string): readonly CredentialUse[]
  /** On the disk when it returns, like `forget`. */
  add(name: string): Promise<void>
  forget(name: string): Promise<void>
  /** Written soon after. */
  note(name: string, use: CredentialUse): void
  close(): Promise<void>
}
