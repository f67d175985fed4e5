export { readYaml } from './frontmatter.ts'
export { createVaultFs } from './vault-fs.ts'
export type { VaultFsDeps } from './vault-fs.ts'
