import { totalmem } from 'node:os'

/** All the memory of this machine. */
export const totalMemoryBytes = (): number => totalmem()
