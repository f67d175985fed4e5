/** Reads YAML that a person may have written; null when it is broken, or no list of keys. */
export type ReadYaml = (text: string) => Readonly<Record<string, unknown>> | null
