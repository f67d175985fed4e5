import { realpathSync } from 'node:fs'
import { sep } from 'node:path'
import type { Report } from './guard-report.ts'

type Binding = (name: string) => unknown
type Load = (this: unknown, module: object, file: string, ...rest: unknown[]) => unknown

/** Closes the doors to Node's insides, where a socket can be had without any of what is guarded; add-ons load only where packages are installed. */
export const guardNatives = (report: Report): void => {
  const inside = process as unknown as { binding: Binding; _linkedBinding: Binding; dlopen: Load }
  const linked = inside._linkedBinding
  const refuse: Binding = (name) => {
    throw report.refuse('binding', String(name))
  }
  inside.binding = refuse
  // Electron reads its own modules that way, as late as they are asked for.
  inside._linkedBinding = (name) => (process.versions['electron'] !== undefined && name.startsWith('electron_') ? linked.call(process, name) : refuse(name))
  const load = inside.dlopen
  inside.dlopen = function (module, file, ...rest) {
    if (!realPathOf(file).split(sep).includes('node_modules')) throw report.refuse('addon', file.split(sep).at(-1) ?? '')
    return load.call(this, module, file, ...rest)
  }
}

const realPathOf = (file: string): string => {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
