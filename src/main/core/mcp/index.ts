export { createMcpTools } from './create-mcp-tools.ts'
export type { McpDeps } from './deps.ts'
export { createFindInVault } from './find-in-vault.ts'
