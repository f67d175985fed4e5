import { readFile, writeFile } from 'node:fs/promises'

// Linux counts a process's time in ticks of a hundredth of a second.
const TICK_MS = 10

const statusField = async (pid: number, name: string): Promise<number> => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  if (!found) throw new Error(`The system does not say ${name}.`)
  return Number(found[1]) / 1000
}

/** Memory a process holds now. */
export const rssMegabytes = (pid: number): Promise<number> => statusField(pid, 'VmRSS')

/** The most memory a process held since `forgetPeak`. */
export const peakMegabytes = (pid: number): Promise<number> => statusField(pid, 'VmHWM')

export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5')

/** Processor time a process has used. */
export const cpuMs = async (pid: number): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
