/** The binding does not tell what it runs on; its package for Apple Silicon is built for Metal, the others for the CPU. */
export const nativeDevice = (): string => (process.platform === 'darwin' && process.arch === 'arm64' ? 'Metal' : 'CPU')
